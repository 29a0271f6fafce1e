import { Emitter } from '../base/emitter.ts'
import { PalabreError } from '../contract/errors.ts'

/** What SQLite answers where a disk is full, a folder may only be read, a file is locked, or the disk is gone. */
const UNWRITABLE = /^SQLITE_(?:FULL|READONLY|IOERR|CANTOPEN|BUSY|PROTOCOL)/

/** Whether what is to be kept can be written. A write that failed says no; a write that is tried again says yes. */
export class WriteHealth {
  readonly #changes = new Emitter<boolean>()
  #isFailing = false

  get isFailing(): boolean {
    return this.#isFailing
  }

  /** Hears whether it fails now, at each change; answers how to stop it. */
  onChange(listener: (isFailing: boolean) => void): () => void {
    return this.#changes.on(listener)
  }

  /** Tries a write that changes nothing; answers whether it went through. */
  probe(write: () => void): boolean {
    try {
      write()
      this.#become(false)
      return true
    } catch {
      return false
    }
  }

  /** A part of the storage whose failing writes are noted, and told as `data-unwritable`. */
  guard<T extends object>(part: T): T {
    const guarded = Object.entries(part).map(([name, value]: [string, unknown]) => [
      name,
      typeof value === 'function'
        ? (...args: unknown[]): unknown => this.run(() => call(value, part, args))
        : value,
    ])
    return Object.fromEntries(guarded) as T
  }

  /** The same for one piece of work. */
  run<T>(work: () => T): T {
    try {
      return work()
    } catch (error) {
      throw this.#noted(error)
    }
  }

  #noted(error: unknown): unknown {
    if (!(error instanceof Error && 'code' in error && UNWRITABLE.test(String(error.code)))) return error
    this.#become(true)
    return new PalabreError('data-unwritable', { detail: error.message, cause: error })
  }

  #become(isFailing: boolean): void {
    if (this.#isFailing === isFailing) return
    this.#isFailing = isFailing
    this.#changes.emit(isFailing)
  }
}

/** Writes what nobody has to wait for: where nothing can be written, it is left out. Answers whether it went through. */
export function writeIfPossible(write: () => void): boolean {
  try {
    write()
    return true
  } catch (error) {
    if (error instanceof PalabreError && error.code === 'data-unwritable') return false
    throw error
  }
}

function call(method: unknown, self: object, args: unknown[]): unknown {
  return Reflect.apply(method as (...given: unknown[]) => unknown, self, args)
}
