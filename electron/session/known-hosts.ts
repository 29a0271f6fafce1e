import { readFile } from 'node:fs/promises'
import { writeFileAtomically } from './atomic-file.ts'

/** What is known about a host's key: never seen, the same as before, or another one. */
export type Familiarity = 'new' | 'known' | 'changed'

const FINGERPRINT = /^[A-Za-z0-9_-]{43}$/

/**
 * The fingerprint each host showed last, by `host:port`. A damaged file counts as empty: what it held
 * can be learned again, and an invite brings its own fingerprint.
 */
export class KnownHosts {
  readonly #file: string
  readonly #pins: Map<string, string>

  private constructor(file: string, pins: Map<string, string>) {
    this.#file = file
    this.#pins = pins
  }

  static async load(file: string): Promise<KnownHosts> {
    return new KnownHosts(file, await readPins(file))
  }

  /** Of how many places a key is remembered. */
  get count(): number {
    return this.#pins.size
  }

  /** Remembers none any more; throws `data-unwritable`. */
  async forget(): Promise<void> {
    this.#pins.clear()
    await this.#write()
  }

  /** How a fingerprint compares with the one remembered. */
  familiarity(host: string, port: number, fingerprint: string): Familiarity {
    const pinned = this.#pins.get(keyOf(host, port))
    if (pinned === undefined) return 'new'
    return pinned === fingerprint ? 'known' : 'changed'
  }

  /** The fingerprint that is remembered of the first of these addresses of which there is one. */
  rememberedOf(addresses: readonly { readonly host: string; readonly port: number }[]): string | undefined {
    return addresses
      .map(({ host, port }) => this.#pins.get(keyOf(host, port)))
      .find((pin) => pin !== undefined)
  }

  /**
   * The same for a host that was found at some addresses. A key that is known from anywhere stays known: networks give
   * the address of one host to another.
   */
  familiarityOf(
    addresses: readonly { readonly host: string; readonly port: number }[],
    fingerprint: string,
  ): Familiarity {
    if ([...this.#pins.values()].includes(fingerprint)) return 'known'
    const seen = addresses.map(({ host, port }) => this.familiarity(host, port, fingerprint))
    return seen.includes('changed') ? 'changed' : 'new'
  }

  /** Remembers a fingerprint; throws `data-unwritable`. */
  async remember(host: string, port: number, fingerprint: string): Promise<void> {
    if (this.familiarity(host, port, fingerprint) === 'known') return
    this.#pins.set(keyOf(host, port), fingerprint)
    await this.#write()
  }

  async #write(): Promise<void> {
    const hosts = Object.fromEntries(this.#pins)
    await writeFileAtomically(this.#file, `${JSON.stringify({ version: 1, hosts }, null, 2)}\n`)
  }
}

function keyOf(host: string, port: number): string {
  return `${host.includes(':') ? `[${host}]` : host.toLowerCase()}:${String(port)}`
}

async function readPins(file: string): Promise<Map<string, string>> {
  try {
    const data = JSON.parse(await readFile(file, 'utf8')) as { hosts?: unknown } | null
    const entries = Object.entries(data?.hosts ?? {})
    return new Map(entries.filter(([, pin]) => typeof pin === 'string' && FINGERPRINT.test(pin)))
  } catch {
    return new Map()
  }
}
