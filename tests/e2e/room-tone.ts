import { spawn, type ChildProcess } from 'node:child_process'
import type { PulseServer } from '../support/pulse.ts'

/** Plays a tone into a sink until it is killed: somebody who speaks into the microphone that is its monitor. */
export function playTone(pulse: PulseServer, sink: string): ChildProcess {
  const samples = Float32Array.from(
    { length: 48_000 },
    (_, at) => 0.3 * Math.sin((2 * Math.PI * 440 * at) / 48_000),
  )
  const second = Buffer.from(samples.buffer)
  const form = ['--playback', '--raw', '--format=float32le', '--rate=48000', '--channels=1']
  const child = spawn('pacat', [...form, `--device=${sink}`], {
    env: { ...process.env, ...pulse.env },
    stdio: ['pipe', 'ignore', 'ignore'],
  })
  child.stdin.on('error', () => {})
  const feed = (): void => {
    // The pipe takes what fits and asks for more when it was played.
    while (child.stdin.writable && child.stdin.write(second));
  }
  child.stdin.on('drain', feed)
  feed()
  return child
}
