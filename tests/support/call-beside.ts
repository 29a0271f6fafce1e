import { spawnHost, type HostProcess, type HostReady } from './running-host.ts'
import { spawnTalk, type TalkProcess } from './running-talk.ts'
import { temporaryFolder } from './temporary-folder.ts'

const WORDS = ['--input', 'tone:440', '--output', 'null', '--no-dsp', '--frame-ms', '20'] as const
const NAMES = ['Ada', 'Bob'] as const

/** What each of the two has heard of the other. */
export interface Heard {
  readonly packets: number
  readonly lost: number
}

/** A real host and two real guests, each in a process of its own, who talk while something is done to the host. */
export class CallBeside {
  readonly host: HostProcess
  readonly folder: string
  readonly #talkers: readonly TalkProcess[]
  readonly #remove: () => Promise<void>

  private constructor(
    host: HostProcess,
    talkers: readonly TalkProcess[],
    place: Awaited<ReturnType<typeof temporaryFolder>>,
  ) {
    this.host = host
    this.folder = place.folder
    this.#talkers = talkers
    this.#remove = place.remove
  }

  /** On the given folder of a host, or a fresh one; with these further words for the host. */
  static async start(folder?: string, ...words: string[]): Promise<CallBeside> {
    const place = folder === undefined ? await temporaryFolder() : { folder, remove: async () => {} }
    const usual = ['--no-discovery', '--bind', '127.0.0.1', '--port', '0']
    const host = await spawnHost('--data', place.folder, ...usual, ...words)
    const talkers = NAMES.map((name) => spawnTalk(host.ready.invite, '--name', name, ...WORDS))
    const call = new CallBeside(host, talkers, place)
    try {
      for (const talker of talkers) await talker.ready()
      return call
    } catch (error) {
      await call.end()
      throw error
    }
  }

  get ready(): HostReady {
    return this.host.ready
  }

  /** What each has heard, as its next report tells it; that one is younger than the question. */
  async heard(): Promise<Heard[]> {
    return Promise.all(
      this.#talkers.map(async (talker) => {
        const { speakers = [] } = await talker.until(
          ({ event }) => event === 'stats',
          15_000,
          talker.lines.length,
        )
        return { packets: speakers[0]?.packetsReceived ?? 0, lost: speakers[0]?.lost ?? -1 }
      }),
    )
  }

  /** Whether both have stayed in the whole time, by UDP. */
  isWhole(): boolean {
    return this.#talkers.every((talker) => {
      const path = talker.lines.findLast((line) => line.path !== undefined)?.path
      const hasLeft = talker.child.exitCode !== null || talker.lines.some(({ state }) => state === 'resuming')
      return path === 'udp' && !hasLeft
    })
  }

  async end(): Promise<void> {
    for (const talker of this.#talkers) await talker.end()
    await this.host.end('SIGTERM')
    await this.#remove()
  }
}
