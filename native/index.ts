import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, sep } from 'node:path'
import type { AudioAddon, CodecAddon, DspAddon, NetAddon } from './types.ts'

export type * from './types.ts'
export { ECHO_MEASURES, STREAM_COUNTERS, UDP_COUNTERS } from './types.ts'

/** The addons; each is a file of its own and loads without the others. */
export type NativePart = 'codec' | 'audio' | 'net' | 'dsp'

/** An addon that is not there or cannot be loaded. The message is one sentence that says why. */
export class NativeUnavailableError extends Error {
  override readonly name = 'NativeUnavailableError'
  /** The code of this failure in the catalogue of errors. */
  readonly code = 'native-missing'
  readonly part: NativePart

  constructor(part: NativePart, reason: string, cause?: unknown) {
    super(`The native part "${part}" ${reason}.`, cause === undefined ? undefined : { cause })
    this.part = part
  }
}

/** What an addon throws when the system refuses something (as opposed to a wrong argument). */
export interface NativeError extends Error {
  readonly name: 'NativeError'
  /** Short and stable, such as `closed`; each addon's codes stand in native/README.md. */
  readonly code: string
}

export function isNativeError(error: unknown): error is NativeError {
  return error instanceof Error && error.name === 'NativeError' && 'code' in error
}

/** libopus. Throws NativeUnavailableError; what was loaded once is kept. */
export function loadCodec(): CodecAddon {
  return load('codec', 'createEncoder') as CodecAddon
}

/** PortAudio; fails alone on a machine without a sound library. Throws NativeUnavailableError. */
export function loadAudio(): AudioAddon {
  return load('audio', 'createSoundThread') as AudioAddon
}

/** UDP in batches. Throws NativeUnavailableError. */
export function loadNet(): NetAddon {
  return load('net', 'createSocket') as NetAddon
}

/** Echo cancellation. Throws NativeUnavailableError. */
export function loadDsp(): DspAddon {
  return load('dsp', 'createEchoCanceller') as DspAddon
}

/**
 * The file of an addon: the nearest above `from`, as built here or as shipped; undefined where there is
 * none. Inside an asar archive the unpacked copy is meant, for a library cannot be loaded from an archive.
 */
export function findAddon(part: NativePart, from: string = import.meta.dirname): string | undefined {
  let folder = from.replace(`${sep}app.asar${sep}`, `${sep}app.asar.unpacked${sep}`)
  for (;;) {
    for (const place of ['build/Release', `prebuilds/${process.platform}-${process.arch}`]) {
      const file = join(folder, 'native', place, `${part}.node`)
      if (existsSync(file)) return file
    }
    const above = dirname(folder)
    if (above === folder) return undefined
    folder = above
  }
}

const loaded = new Map<NativePart, object>()

function load(part: NativePart, face: string): object {
  const known = loaded.get(part)
  if (known !== undefined) return known
  const file = findAddon(part)
  if (file === undefined) throw new NativeUnavailableError(part, 'has not been built')
  const addon = requireAddon(part, file)
  // A file of an older version would fail much later and less clearly.
  if (typeof addon !== 'object' || addon === null || !(face in addon)) {
    throw new NativeUnavailableError(part, `is of another version (${file})`)
  }
  loaded.set(part, addon)
  return addon
}

function requireAddon(part: NativePart, file: string): unknown {
  try {
    return createRequire(import.meta.url)(file)
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error)
    const [reason = text] = text.split('\n')
    throw new NativeUnavailableError(part, `could not be loaded: ${reason}`, error)
  }
}
