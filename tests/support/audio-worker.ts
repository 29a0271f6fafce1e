import { parentPort, workerData } from 'node:worker_threads'
import { loadAudio } from '../../native/index.ts'
import type { AudioAddon, NativeSignal, NativeStream, StreamOptions } from '../../native/types.ts'
import { readable, readSamples, streamOptions, writeSample } from './shared-ring.ts'

/** What a worker of the audio tests is asked for. */
export interface AudioJob {
  /** `tone`: plays a sine, records, answers `ToneResult`. `run`: streams until it is terminated. */
  readonly kind: 'tone' | 'run'
  readonly environment: Readonly<Record<string, string>>
  readonly frequency: number
  readonly seconds: number
}

export interface ToneResult {
  readonly recorded: Float32Array
  readonly recordedCount: number
  readonly playback: Int32Array
  readonly capture: Int32Array
  readonly startedAtNs: bigint
  readonly wakes: number
}

const RATE = 48_000
const AMPLITUDE = 0.5
/** Frames kept in the playback ring: 40 ms, so that a busy machine does not spoil the count of underruns. */
const FILL = 1_920
const WAIT_MS = 100

/** A playback and a capture stream, both of which wake one signal. */
interface Rig {
  readonly signal: NativeSignal
  readonly play: NativeStream
  readonly record: NativeStream
  readonly playOptions: StreamOptions
  readonly recordOptions: StreamOptions
}

function openRig(audio: AudioAddon): Rig {
  const device = audio.devices().find((one) => one.name === 'pulse')
  if (device === undefined) throw new Error('ALSA lists no device `pulse`.')
  const signal = audio.createSignal()
  const playOptions = streamOptions(device.index, { signal })
  const recordOptions = streamOptions(device.index, { signal })
  const play = audio.openPlayback(playOptions)
  return { signal, play, record: audio.openCapture(recordOptions), playOptions, recordOptions }
}

function keepFilled(rig: Rig, frequency: number, from: number): number {
  let sample = from
  while (readable(rig.playOptions.ring) < FILL) {
    writeSample(rig.playOptions.ring, AMPLITUDE * Math.sin((2 * Math.PI * frequency * sample) / RATE))
    sample += 1
  }
  return sample
}

function tone(audio: AudioAddon, job: AudioJob): ToneResult {
  const rig = openRig(audio)
  const recorded = new Float32Array((job.seconds + 1) * RATE)
  let [played, recordedCount, wakes] = [keepFilled(rig, job.frequency, 0), 0, 0]
  const startedAtNs = process.hrtime.bigint()
  rig.play.start()
  rig.record.start()
  while (process.hrtime.bigint() - startedAtNs < BigInt(job.seconds) * 1_000_000_000n) {
    if (rig.signal.wait(WAIT_MS)) wakes += 1
    played = keepFilled(rig, job.frequency, played)
    recordedCount += readSamples(rig.recordOptions.ring, recorded, recordedCount)
  }
  rig.record.close()
  rig.play.close()
  rig.signal.close()
  audio.terminate()
  const { playOptions, recordOptions } = rig
  const counted = { playback: playOptions.counters, capture: recordOptions.counters }
  return { recorded, recordedCount, ...counted, startedAtNs, wakes }
}

function run(audio: AudioAddon): void {
  const rig = openRig(audio)
  rig.play.start()
  rig.record.start()
  rig.signal.wait(WAIT_MS)
  parentPort?.postMessage('running')
  for (;;) rig.signal.wait(WAIT_MS)
}

const job = workerData as AudioJob
const audio = loadAudio()
for (const [name, value] of Object.entries(job.environment)) audio.setEnvironment(name, value)
audio.requestRealtime()
if (job.kind === 'tone') parentPort?.postMessage(tone(audio, job))
else run(audio)
