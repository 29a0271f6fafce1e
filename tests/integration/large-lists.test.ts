import Database from 'better-sqlite3'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { systemClock } from '../../electron/base/clock.ts'
import { BanList } from '../../electron/host/services/ban-list.ts'
import { DATABASE_FILE, openStore, type Store } from '../../electron/storage/store.ts'
import type { PageQuery } from '../../electron/storage/lists/page.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const MESSAGES = 1_000_000
const BANS = 100_000
const PAGE = 200
/** Bounds of the product, for each kind of page and for a check. */
const PAGE_P95_MS = 50
const CHECK_P99_MS = 0.05
const MEGABYTE = 2 ** 20

let place: Awaited<ReturnType<typeof temporaryFolder>>
let store: Store
let bans: BanList

/** A conversation in each of three channels, and bans of keys and of addresses with many prefix lengths. */
function fill(file: string): void {
  const database = new Database(file)
  database.exec(`
    BEGIN;
    INSERT INTO users (public_key, nickname, role, created_at, last_seen_at)
      VALUES (zeroblob(32), 'Ada', 'member', 1, 1);
    WITH RECURSIVE c (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM c WHERE i < ${String(MESSAGES)})
      INSERT INTO messages (channel_id, author_id, author, text, created_at)
      SELECT 1 + i % 3, 1, 'Ada', 'Message number ' || i || ' of a long evening', ${String(systemClock.wallMs())} + i FROM c;
    WITH RECURSIVE c (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM c WHERE i < ${String(BANS)})
      INSERT INTO bans (public_key, address, prefix, nickname, created_at)
      SELECT iif(i % 2, randomblob(32), NULL), iif(i % 2, NULL, CAST(x'20010db8' || randomblob(12) AS BLOB)),
        iif(i % 2, NULL, 48 + i / 2 % 81), 'Somebody', i FROM c;
    COMMIT;
  `)
  database.close()
}

beforeAll(async () => {
  place = await temporaryFolder()
  openStore(place.folder).close()
  fill(join(place.folder, DATABASE_FILE))
  store = openStore(place.folder)
  bans = new BanList(store.bans, systemClock)
})
afterAll(async () => {
  store.close()
  await place.remove()
})

/** The value that the share of all does not exceed. */
function quantile(values: readonly number[], share: number): number {
  return values.toSorted((one, other) => one - other)[Math.ceil(share * values.length) - 1] ?? NaN
}

/** CPU time of this process, ms: what others do on the machine does not count. */
function cpuMs(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}

/** Prints what somebody would have waited, by the clock on the wall; on a busy machine it says more of that than of us. */
function tellWall(what: string, times: readonly number[]): void {
  const [half, p95, p99] = [0.5, 0.95, 0.99].map(
    (share) => `${(1_000 * quantile(times, share)).toFixed(1)} µs`,
  )
  process.stdout.write(
    `${what}, by the clock: median ${String(half)}, p95 ${String(p95)}, p99 ${String(p99)}\n`,
  )
}

type Query = Omit<PageQuery<string>, 'limit' | 'after'>

/** Pages of a whole list in order; answers rows, and the CPU time of each page. */
function walk(list: 'messages' | 'bans', query: Query): { rows: number; times: number[]; ids: Set<unknown> } {
  const times: number[] = []
  const waits: number[] = []
  const ids = new Set<unknown>()
  let rows = 0
  let after: PageQuery<string>['after']
  do {
    const [startMs, askedMs] = [cpuMs(), performance.now()]
    const page = store.lists.page(list, { ...query, limit: PAGE, ...(after === undefined ? {} : { after }) })
    waits.push(performance.now() - askedMs)
    times.push(cpuMs() - startMs)
    rows += page.rows.length
    for (const { id } of page.rows) if (list === 'bans') ids.add(id)
    after = page.next
  } while (after !== undefined)
  tellWall(`a page of ${String(PAGE)} ${list} by ${query.sort ?? 'number'}`, waits)
  return { rows, times, ids }
}

describe('abuse 60: a million messages', () => {
  it('are paged through to the last, as fast there as at the first, in memory that does not grow', () => {
    walk('bans', { filters: [], descending: true })
    const before = process.memoryUsage().rss
    const { rows, times } = walk('messages', { filters: [], descending: true })
    expect(rows).toBe(MESSAGES)
    expect(quantile(times, 0.95)).toBeLessThan(PAGE_P95_MS)
    expect(process.memoryUsage().rss - before).toBeLessThan(100 * MEGABYTE)
    const [first, last] = [times.slice(0, 1_000), times.slice(-1_000)]
    expect(quantile(last, 0.5)).toBeLessThan(3 * quantile(first, 0.5) + 1)
  })

  it('are read as a channel shows them', () => {
    const times: number[] = []
    let before: number | undefined
    for (let page = 0; page < 500; page += 1) {
      const startMs = cpuMs()
      const shown = store.messages.page({ channelId: 2 }, 50, before)
      times.push(cpuMs() - startMs)
      expect(shown).toHaveLength(50)
      before = shown.at(-1)?.id
    }
    expect(quantile(times, 0.95)).toBeLessThan(PAGE_P95_MS)
  })
})

describe('abuse 60: a hundred thousand bans', () => {
  it.each(['id', 'nickname', 'createdAt', 'expiresAt'])('are paged through by %s, each once', (sort) => {
    const order = sort === 'id' ? {} : { sort }
    const { rows, times, ids } = walk('bans', { filters: [], descending: false, ...order })
    expect([rows, ids.size]).toEqual([BANS, BANS])
    expect(quantile(times, 0.95)).toBeLessThan(PAGE_P95_MS)
  })

  it('are checked in no time, and found', () => {
    const key = new Uint8Array(32).fill(7)
    const times: number[] = []
    let found = 0
    // By CPU time, which is told in microseconds: of 100 checks in a row at a time, once they are compiled.
    for (let turn = 0; turn < 500; turn += 1) {
      const startMs = cpuMs()
      for (let count = 0; count < 100; count += 1) {
        if (bans.check(key, `2a02:${turn.toString(16)}::${String(count)}`) !== undefined) found += 1
      }
      times.push((cpuMs() - startMs) / 100)
    }
    const [middle, high] = [0.5, 0.99].map(
      (share) => `${(1_000 * quantile(times.slice(100), share)).toFixed(1)} µs`,
    )
    process.stdout.write(`ban check: median ${String(middle)}, p99 ${String(high)}\n`)
    expect(found).toBe(0)
    expect(quantile(times.slice(100), 0.99)).toBeLessThan(CHECK_P99_MS)
    const waits = Array.from({ length: 20_000 }, (_, turn) => {
      const startMs = performance.now()
      bans.check(key, `2a02:${turn.toString(16)}::7`)
      return performance.now() - startMs
    })
    tellWall('one ban check', waits)
    for (const { id, publicKey } of store.bans.active(0).slice(0, 1_000)) {
      if (publicKey !== null) expect(bans.check(publicKey, '')?.id).toBe(id)
    }
  })
})
