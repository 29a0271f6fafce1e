import { createWriteStream, type WriteStream } from 'node:fs'
import { mkdir, rename, rm, stat } from 'node:fs/promises'
import type { IncomingMessage } from 'node:http'
import { join, parse } from 'node:path'
import { Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Clock } from '../../base/clock.ts'
import type { DownloadState } from '../../contract/admin.ts'
import { PalabreError, reportOf } from '../../contract/errors.ts'
import type { AdminConfig } from './config.ts'
import { unreachable } from './pinned-http.ts'

export interface DownloadsOptions {
  readonly folder: string
  readonly clock: Clock
  readonly config: AdminConfig
  readonly tell: (download: DownloadState) => void
}

/** Opens the answer that holds the file. */
export type OpenFile = (signal: AbortSignal) => Promise<IncomingMessage>

const FILE_NAME = /filename="([^"]{1,200})"/
const USUAL_NAME = 'palabre-download'
/** Names that systems have for something else, and what no name may begin or end with. */
const RESERVED = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i

/** Files being fetched: each into a file of its own, beside those that are there, and whole or not at all. */
export class Downloads {
  readonly #options: DownloadsOptions
  readonly #running = new Map<number, AbortController>()
  #next = 1

  constructor(options: DownloadsOptions) {
    this.#options = options
  }

  /** Begins to fetch one; answers its number. Throws `rate-limited` where many are under way. */
  begin(open: OpenFile): number {
    if (this.#running.size >= this.#options.config.downloads) throw new PalabreError('rate-limited')
    const id = this.#next
    this.#next += 1
    const end = new AbortController()
    this.#running.set(id, end)
    const { tell } = this.#options
    let now: DownloadState = { id, state: 'running', name: '', receivedBytes: 0 }
    const become = (change: Partial<DownloadState>): void => {
      now = { ...now, ...change }
      tell(now)
    }
    become({})
    void this.#fetch(open, end.signal, become)
      .then((path) => {
        become({ state: 'done', path })
      })
      .catch((error: unknown) => {
        if (end.signal.aborted) become({ state: 'stopped' })
        else become({ state: 'failed', error: reportOf(error) })
      })
      .finally(() => {
        this.#running.delete(id)
      })
    return id
  }

  stop(id: number): void {
    this.#running.get(id)?.abort()
  }

  close(): void {
    for (const end of this.#running.values()) end.abort()
  }

  async #fetch(
    open: OpenFile,
    signal: AbortSignal,
    become: (change: Partial<DownloadState>) => void,
  ): Promise<string> {
    const { folder, config } = this.#options
    const response = await open(signal)
    const silent = new AbortController()
    response.setTimeout(config.silentMs, () => {
      silent.abort()
    })
    const name = nameOf(response.headers['content-disposition'])
    const length = Number(response.headers['content-length'] ?? NaN)
    become({ name, ...(Number.isSafeInteger(length) ? { totalBytes: length } : {}) })
    const file = await freeFile(folder, name)
    const partial = `${file}.part`
    try {
      const ends = AbortSignal.any([signal, silent.signal])
      const count = this.#counter((receivedBytes) => {
        become({ receivedBytes })
      })
      await pipeline(response, count, await openNew(partial), { signal: ends })
      await rename(partial, file)
      return file
    } catch (error) {
      await rm(partial, { force: true })
      throw reasonOf(error)
    }
  }

  /** Passes all on, and tells how much that was, now and then and at the end. */
  #counter(tell: (bytes: number) => void): Transform {
    const { clock, config } = this.#options
    let bytes = 0
    let toldMs = clock.nowMs()
    return new Transform({
      transform(chunk: Buffer, _encoding, done) {
        bytes += chunk.length
        if (clock.nowMs() - toldMs >= config.tellMs) {
          toldMs = clock.nowMs()
          tell(bytes)
        }
        done(null, chunk)
      },
      flush(done) {
        tell(bytes)
        done()
      },
    })
  }
}

/** A name that the host gave, as a plain name of a file: nothing of it leads elsewhere. */
export function nameOf(disposition: string | undefined): string {
  const given = FILE_NAME.exec(disposition ?? '')?.[1] ?? ''
  const plain = given.replaceAll(/[^A-Za-z0-9._ -]/g, '_').replaceAll(/^[. ]+|[. ]+$/g, '')
  return plain === '' || RESERVED.test(plain) ? USUAL_NAME : plain
}

/** A path in the folder that nothing has yet: `name.csv`, `name (2).csv`. */
async function freeFile(folder: string, name: string): Promise<string> {
  await mkdir(folder, { recursive: true }).catch((error: unknown) => {
    throw unwritable(error)
  })
  const { name: stem, ext } = parse(name)
  for (let number = 1; ; number += 1) {
    const file = join(folder, number === 1 ? name : `${stem} (${String(number)})${ext}`)
    const isTaken = await stat(file).then(
      () => true,
      () => false,
    )
    if (!isTaken) return file
  }
}

/** A stream into a file that must not be there, once it is open. */
function openNew(path: string): Promise<WriteStream> {
  return new Promise((resolve, reject) => {
    const stream = createWriteStream(path, { flags: 'wx' })
    stream.once('open', () => {
      resolve(stream)
    })
    stream.once('error', (error) => {
      reject(unwritable(error))
    })
  })
}

const DISK = new Set(['ENOSPC', 'EACCES', 'EPERM', 'EROFS', 'EDQUOT', 'EIO'])

function reasonOf(error: unknown): PalabreError {
  const isDisk = DISK.has((error as NodeJS.ErrnoException).code ?? '')
  return isDisk ? unwritable(error) : unreachable(error)
}

function unwritable(error: unknown): PalabreError {
  if (error instanceof PalabreError) return error
  return new PalabreError('data-unwritable', { detail: String(error), cause: error })
}
