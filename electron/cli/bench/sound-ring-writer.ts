import { workerData } from 'node:worker_threads'
import type { SharedRing } from '../../../native/index.ts'
import { RingSink } from '../../voice/playback/ring-sink.ts'
import { PLAYBACK_CHANNELS, SAMPLE_RATE, samplesOf } from '../../voice/units.ts'
import { SOUND_CONFIG } from './sound-config.ts'
import { fillTestFrame } from './sound-thread-ring.ts'

/** The thread that writes for `measureThreads`. */
const { ring, frames } = workerData as { ring: SharedRing; frames: number }
const frame = new Float32Array(samplesOf(10) * PLAYBACK_CHANNELS)
// Room for two blocks more than this is what a sink takes; the ring must hold them all.
const fill = SOUND_CONFIG.ringSamples - 4 * samplesOf(10)
const sink = new RingSink({
  ring,
  channels: PLAYBACK_CHANNELS,
  sampleRate: SAMPLE_RATE,
  fill,
  startedNs: () => undefined,
  xruns: () => 0,
  deviceXruns: () => 0,
})
const pause = new Int32Array(new SharedArrayBuffer(4))
for (let number = 0; number < frames; number += 1) {
  fillTestFrame(frame, number, PLAYBACK_CHANNELS)
  while (!sink.write(frame)) Atomics.wait(pause, 0, 0, SOUND_CONFIG.threadWaitMs)
}
