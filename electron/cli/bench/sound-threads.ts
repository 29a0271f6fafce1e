import { Worker } from 'node:worker_threads'
import { systemClock } from '../../base/clock.ts'
import { RingSource } from '../../voice/capture/ring-source.ts'
import { PLAYBACK_CHANNELS, SAMPLE_RATE, samplesOf } from '../../voice/units.ts'
import { SOUND_CONFIG } from './sound-config.ts'
import { isTestFrame, threadRing } from './sound-thread-ring.ts'

/** What came of one thread handing frames to another. */
export interface ThreadFigure {
  readonly name: string
  readonly frames: number
  /** Frames in which a sample was not the one written. */
  readonly wrong: number
  /** By the clock on the wall: both threads run. */
  readonly perSecond: number
}

/** A thread of its own writes frames of 10 ms into a shared ring while this one reads and compares each sample. */
export async function measureThreads(frames: number = SOUND_CONFIG.threadFrames): Promise<ThreadFigure> {
  const ring = threadRing()
  const stream = {
    ring,
    channels: PLAYBACK_CHANNELS,
    sampleRate: SAMPLE_RATE,
    startedNs: () => undefined,
    xruns: () => 0,
    deviceXruns: () => 0,
  }
  const source = new RingSource(stream)
  const frame = new Float32Array(samplesOf(10))
  const writer = new Worker(new URL('./sound-ring-writer.ts', import.meta.url), {
    workerData: { ring, frames },
  })
  const ended = new Promise<void>((resolve, reject) => {
    writer.once('error', reject)
    writer.once('exit', () => {
      resolve()
    })
  })
  const pause = new Int32Array(new SharedArrayBuffer(4))
  let wrong = 0
  let beganMs = NaN
  for (let number = 0; number < frames;) {
    if (!source.read(frame)) {
      Atomics.wait(pause, 0, 0, SOUND_CONFIG.threadWaitMs)
      continue
    }
    if (number === 0) beganMs = systemClock.nowMs()
    if (!isTestFrame(frame, number)) wrong += 1
    number += 1
  }
  const perSecond = (1000 * (frames - 1)) / (systemClock.nowMs() - beganMs)
  await ended
  return { name: 'ring between two threads', frames, wrong, perSecond }
}
