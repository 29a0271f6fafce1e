import type { Clock } from '../../base/clock.ts'
import type { EngineCommand, EngineEvent, EngineOptions } from '../../contract/engine.ts'
import { PalabreError } from '../../contract/errors.ts'
import { OpusDecoder } from '../codec/opus-decoder.ts'
import { OpusEncoder } from '../codec/opus-encoder.ts'
import { SoundSystem } from '../devices/sound-system.ts'
import type { DatagramTransport } from '../interfaces.ts'
import { openTransport } from '../transport/open-transport.ts'
import { Engine, fillMsOf } from './engine.ts'
import { runEngineLoop } from './engine-loop.ts'
import { StreamEnds } from './stream-ends.ts'

export interface RunEngineOptions {
  readonly options: EngineOptions
  readonly clock: Clock
  readonly post: (event: EngineEvent) => void
  readonly takeCommand: () => EngineCommand | undefined
}

/**
 * Builds an engine from its options and runs it until the command `stop`. Rejects only where there can be no voice
 * at all: without the codec or a socket.
 */
export async function runEngine(run: RunEngineOptions): Promise<void> {
  const { options, clock, post } = run
  // When packets came is known from the system: this loop looks only when a device wakes it.
  const config = { stamped: true }
  const transport = await openTransport({ kind: options.transport, bind: '::', port: 0, config })
  const sound = new SoundSystem()
  // Before devices are opened: the threads that the sound system makes for them inherit it.
  if (transport.wait !== undefined) sound.hurry()
  try {
    const engine = buildEngine(run, transport, sound)
    const wantsDevice = [options.capture, options.playback].some(({ kind }) => kind === 'device')
    post({ type: 'started', transport: transport.kind, clock: wantsDevice ? 'device' : 'timer' })
    try {
      await runEngineLoop({ engine, clock, transport, sound })
    } finally {
      // Devices and files are closed properly even where the loop has failed.
      engine.close()
    }
  } finally {
    transport.close()
    sound.close()
  }
}

function buildEngine(run: RunEngineOptions, transport: DatagramTransport, sound: SoundSystem): Engine {
  const { options, clock, post, takeCommand } = run
  const ends = new StreamEnds({ clock, post, sound, fillMs: fillMsOf(options.frameMs) })
  return new Engine({
    ...{ options, clock, transport, ends, takeCommand, post },
    makeEncoder: (config) => needed(() => new OpusEncoder(config)),
    makeDecoder: () => new OpusDecoder(),
    listDevices: (answer) => {
      sound.list(answer)
    },
  })
}

/** A part without which nobody can speak. */
function needed<T>(make: () => T): T {
  try {
    return make()
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error)
    throw new PalabreError('native-missing', { detail, cause: error })
  }
}
