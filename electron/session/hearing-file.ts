import type { Random } from '../base/random.ts'
import { LIMITS } from '../contract/limits.ts'
import { writeFileAtomically } from './atomic-file.ts'
import { SESSION_CONFIG } from './config.ts'
import { keepAside, readIfThere } from './data-file.ts'

/** How somebody wants to hear another user. */
export interface HearingWish {
  /** Gain on top of loudness matching, dB. */
  readonly gainDb: number
  readonly muted: boolean
  /** -1 (left) to 1 (right); null where the place does not matter. */
  readonly pan: number | null
  /** Whether the others sink while this user talks. */
  readonly priority: boolean
}

/** A user nobody has said anything about. */
export const NO_WISH: HearingWish = { gainDb: 0, muted: false, pan: null, priority: false }

/** A wish about a user of a host. The host's id of a user follows the user's key, whatever name is used. */
export interface KeptWish extends HearingWish {
  /** Fingerprint of the host, base64url. */
  readonly host: string
  readonly userId: number
}

/** Everything that is kept of how this user hears. */
export interface KeptHearing {
  /** Undefined where nobody chose: as the engine is set. */
  readonly matching: boolean | undefined
  readonly spread: boolean
  /** Changed last, last. */
  readonly wishes: readonly KeptWish[]
}

/** The file as it was found. */
export interface LoadedHearing {
  readonly file: HearingFile
  /** Where a damaged file was kept; what was whole in it counts. */
  readonly damagedCopy?: string
}

const NOTHING: KeptHearing = { matching: undefined, spread: false, wishes: [] }
const FINGERPRINT = /^[A-Za-z0-9_-]{43}$/

/** How this user hears others, kept in a file between runs. */
export class HearingFile {
  readonly #path: string
  #kept: KeptHearing
  #changed = false
  #writing: Promise<void> | undefined

  private constructor(path: string, kept: KeptHearing) {
    this.#path = path
    this.#kept = kept
  }

  /** Reads the file; throws `data-unwritable` where it is there and cannot be read, or not be kept aside. */
  static async load(path: string, random: Random): Promise<LoadedHearing> {
    const text = await readIfThere(path)
    if (text === undefined) return { file: new HearingFile(path, NOTHING) }
    const { kept, whole } = parsed(text)
    const file = new HearingFile(path, kept)
    return whole ? { file } : { file, damagedCopy: await keepAside(path, random) }
  }

  get kept(): KeptHearing {
    return this.#kept
  }

  /** Keeps this instead; what comes while the disk works is written once. Rejects with `data-unwritable`. */
  save(kept: KeptHearing): Promise<void> {
    this.#kept = { ...kept, wishes: kept.wishes.slice(-SESSION_CONFIG.hearingWishes) }
    this.#changed = true
    this.#writing ??= this.#write()
    return this.#writing
  }

  /** Resolves when nothing is being written any more. */
  async close(): Promise<void> {
    await this.#writing?.catch(() => undefined)
  }

  async #write(): Promise<void> {
    try {
      while (this.#changed) {
        this.#changed = false
        await writeFileAtomically(this.#path, `${JSON.stringify({ version: 1, ...this.#kept }, null, 2)}\n`)
      }
    } finally {
      this.#writing = undefined
    }
  }
}

/** What is good in the text, and whether all of it was. */
function parsed(text: string): { kept: KeptHearing; whole: boolean } {
  const data = objectIn(text)
  if (data?.['version'] !== 1) return { kept: NOTHING, whole: false }
  const { matching, spread, wishes } = data
  const list: unknown[] = Array.isArray(wishes) ? wishes : []
  const good = list.filter(isWish)
  const kept = {
    matching: typeof matching === 'boolean' ? matching : undefined,
    spread: spread === true,
    wishes: good,
  }
  const whole =
    (matching === undefined || typeof matching === 'boolean') &&
    typeof spread === 'boolean' &&
    Array.isArray(wishes) &&
    good.length === list.length
  return { kept, whole }
}

function objectIn(text: string): Record<string, unknown> | undefined {
  try {
    const data: unknown = JSON.parse(text)
    return typeof data === 'object' && data !== null ? (data as Record<string, unknown>) : undefined
  } catch {
    return undefined
  }
}

function isWish(value: unknown): value is KeptWish {
  if (typeof value !== 'object' || value === null) return false
  const { host, userId, gainDb, muted, pan, priority } = value as Record<string, unknown>
  const isBoolean = typeof muted === 'boolean' && typeof priority === 'boolean'
  return isBoolean && isHost(host) && isUserId(userId) && isGain(gainDb) && (pan === null || isPan(pan))
}

function isHost(value: unknown): boolean {
  return typeof value === 'string' && FINGERPRINT.test(value)
}

/** Whether a value may be the id of a user. */
export function isUserId(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 1
}

/** Whether a value may be the gain of a user, dB. */
export function isGain(value: unknown): value is number {
  return typeof value === 'number' && value >= LIMITS.userGainLeastDb && value <= LIMITS.userGainMostDb
}

/** Whether a value may be a place between the loudspeakers. */
export function isPan(value: unknown): value is number {
  return typeof value === 'number' && value >= -1 && value <= 1
}
