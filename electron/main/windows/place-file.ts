import { readFile } from 'node:fs/promises'
import type { Clock } from '../../base/clock.ts'
import type { Logger } from '../../base/logger.ts'
import { WINDOW_CONFIG } from '../config.ts'
import { writeWhole } from '../write-whole.ts'
import { placeFrom, type WindowPlace } from './window-place.ts'

/** The windows whose places are kept. */
export type WindowName = 'main' | 'mini'

export interface PlaceFileParts {
  readonly file: string
  readonly clock: Clock
  readonly logger: Logger
}

/** Where the windows stood, kept between runs. A file that cannot be read or written costs the places, no more. */
export class PlaceFile {
  readonly #parts: PlaceFileParts
  #places: Partial<Record<WindowName, WindowPlace>>
  #cancel: (() => void) | undefined
  #writing: Promise<void> = Promise.resolve()

  private constructor(parts: PlaceFileParts, places: Partial<Record<WindowName, WindowPlace>>) {
    this.#parts = parts
    this.#places = places
  }

  static async open(parts: PlaceFileParts): Promise<PlaceFile> {
    return new PlaceFile(parts, await read(parts.file))
  }

  get(name: WindowName): WindowPlace | undefined {
    return this.#places[name]
  }

  /** Keeps a place; written when the window has stood still for a moment. */
  set(name: WindowName, place: WindowPlace): void {
    this.#places = { ...this.#places, [name]: place }
    this.#cancel?.()
    this.#cancel = this.#parts.clock.after(WINDOW_CONFIG.restMs, () => {
      this.#write()
    })
  }

  /** Writes what is not written yet. */
  async close(): Promise<void> {
    if (this.#cancel !== undefined) this.#write()
    await this.#writing
  }

  #write(): void {
    this.#cancel?.()
    this.#cancel = undefined
    const { file, logger } = this.#parts
    const text = `${JSON.stringify(this.#places)}\n`
    this.#writing = this.#writing
      .then(() => writeWhole(file, text))
      .catch((error: unknown) => {
        logger.warn({ file, error: String(error) }, 'the places of the windows are not kept')
      })
  }
}

async function read(file: string): Promise<Partial<Record<WindowName, WindowPlace>>> {
  try {
    const stored = JSON.parse(await readFile(file, 'utf8')) as Record<string, unknown> | null
    const [main, mini] = [placeFrom(stored?.['main']), placeFrom(stored?.['mini'])]
    return { ...(main === undefined ? {} : { main }), ...(mini === undefined ? {} : { mini }) }
  } catch {
    return {}
  }
}
