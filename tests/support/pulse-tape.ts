import { spawn } from 'node:child_process'
import { once } from 'node:events'
import type { PulseServer } from './pulse.ts'

/** Records a sink's monitor into a WAV file (48 kHz, mono, 16 bit) until the answer is called. */
export function recordSink(pulse: PulseServer, sink: string, file: string): () => Promise<void> {
  const form = ['--rate=48000', '--channels=1', '--format=s16le', '--file-format=wav']
  const child = spawn('parecord', ['-d', `${sink}.monitor`, ...form, file], {
    env: { ...process.env, ...pulse.env },
    stdio: 'ignore',
  })
  return async () => {
    const exited = once(child, 'exit')
    child.kill('SIGINT')
    await exited
  }
}

/** Plays a file into a sink, as somebody who speaks into the microphone that is its monitor. */
export async function playInto(pulse: PulseServer, sink: string, file: string): Promise<void> {
  const child = spawn('paplay', ['-d', sink, file], {
    env: { ...process.env, ...pulse.env },
    stdio: 'ignore',
  })
  await once(child, 'exit')
}
