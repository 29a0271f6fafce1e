import type { Readable } from 'node:stream'
import { beforeEach, expect, it } from 'vitest'
import { PalabreError } from '../../../../../electron/contract/errors.ts'
import { LIMITS } from '../../../../../electron/contract/limits.ts'
import { ADMIN_CONFIG } from '../../../../../electron/session/admin/config.ts'
import { Uploads } from '../../../../../electron/session/admin/uploads.ts'
import { FakeClock } from '../../../../support/fake-clock.ts'

const refused = (code: string) => expect.objectContaining({ code }) as Error
const piece = (bytes: number, value = 7): string => Buffer.alloc(bytes, value).toString('base64')

let clock: FakeClock
let uploads: Uploads
/** What the host was sent, and how it answers. */
let body: Readable | undefined
let answer: PromiseWithResolvers<{ json: unknown; tag: null }>

beforeEach(() => {
  clock = new FakeClock()
  uploads = new Uploads({ clock, config: ADMIN_CONFIG })
  answer = Promise.withResolvers()
})

function begin(bytes: number): number {
  return uploads.begin(bytes, (file, signal) => {
    ;({ body } = file)
    signal.addEventListener('abort', () => {
      answer.reject(new PalabreError('host-unreachable'))
    })
    return answer.promise
  })
}

it('hands over every byte in its order, and answers as the host does', async () => {
  const id = begin(50_000)
  const sent = body?.toArray() as Promise<Buffer[]>
  await uploads.piece(id, piece(30_000, 1))
  await uploads.piece(id, piece(20_000, 2))
  answer.resolve({ json: { jobId: 3 }, tag: null })
  expect(await uploads.finish(id)).toEqual({ json: { jobId: 3 }, tag: null })
  expect(Buffer.concat(await sent)).toEqual(Buffer.concat([Buffer.alloc(30_000, 1), Buffer.alloc(20_000, 2)]))
  await expect(uploads.piece(id, piece(1))).rejects.toThrow(refused('request-invalid'))
})

it('takes no more pieces than the line to the host bears', async () => {
  const id = begin(10 * ADMIN_CONFIG.uploadAheadBytes)
  let taken = 0
  const push = async (): Promise<void> => {
    await uploads.piece(id, piece(LIMITS.uploadPieceBytes))
    taken += 1
  }
  let waits: Promise<void> | undefined
  for (let count = 0; waits === undefined; count += 1) {
    const pushed = push()
    await new Promise(setImmediate)
    if (taken === count) waits = pushed
  }
  const { uploadAheadBytes } = ADMIN_CONFIG
  expect(taken * LIMITS.uploadPieceBytes).toBeGreaterThanOrEqual(uploadAheadBytes / 2)
  expect(taken * LIMITS.uploadPieceBytes).toBeLessThanOrEqual(2 * uploadAheadBytes)
  body?.resume()
  await waits
  uploads.stop(id)
})

it.each([
  ['is larger than a piece', LIMITS.uploadPieceBytes + 1, 1_000_000],
  ['has more than was said', 20, 10],
  ['is empty', 0, 10],
])('refuses what %s', async (_why, bytes, said) => {
  const id = begin(said)
  await expect(uploads.piece(id, piece(bytes))).rejects.toThrow(refused('request-invalid'))
  await expect(answer.promise).rejects.toThrow()
})

it('does not end before all has come', async () => {
  const id = begin(10)
  await uploads.piece(id, piece(9))
  await expect(uploads.finish(id)).rejects.toThrow(refused('request-invalid'))
  await expect(answer.promise).rejects.toThrow()
})

it('says what the host has against the file as soon as it says so', async () => {
  const id = begin(1_000)
  answer.reject(new PalabreError('message-too-large'))
  await answer.promise.catch(() => undefined)
  await expect(uploads.piece(id, piece(10))).rejects.toThrow(refused('message-too-large'))
})

it('gives up one of which nothing comes any more, and all when it closes', async () => {
  const id = begin(100)
  clock.advance(ADMIN_CONFIG.silentMs - 1)
  await uploads.piece(id, piece(10))
  clock.advance(ADMIN_CONFIG.silentMs)
  await expect(answer.promise).rejects.toThrow()
  answer = Promise.withResolvers()
  begin(100)
  begin(100)
  expect(() => begin(100)).toThrow(refused('rate-limited'))
  uploads.close()
  await expect(answer.promise).rejects.toThrow()
})
