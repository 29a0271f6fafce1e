import { mkdir, readFile, readdir, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { SESSION_CONFIG } from '../../../../electron/session/config.ts'
import { HearingFile, NO_WISH, type KeptWish } from '../../../../electron/session/hearing-file.ts'
import { bytesText } from '../../../support/fake-gateway.ts'
import { seededRandom } from '../../../support/seeded-random.ts'
import { temporaryFolder } from '../../../support/temporary-folder.ts'

const HOST = bytesText(32, 1)
const NOTHING = { matching: undefined, spread: false, wishes: [] }
const wish = (userId: number, change: Partial<KeptWish> = {}): KeptWish => ({
  ...{ host: HOST, userId },
  ...NO_WISH,
  ...change,
})

let folder = ''
let file = ''
let remove = (): Promise<void> => Promise.resolve()
beforeEach(async () => {
  ;({ folder, remove } = await temporaryFolder())
  file = join(folder, 'data', 'hearing.json')
})
afterEach(() => remove())

const load = () => HearingFile.load(file, seededRandom(1))

async function write(text: string): Promise<void> {
  await mkdir(join(folder, 'data'))
  await writeFile(file, text)
}

describe('the file of how others are heard', () => {
  it('begins with nothing, and keeps what is saved, for its owner only', async () => {
    const first = await load()
    expect([first.file.kept, first.damagedCopy]).toEqual([NOTHING, undefined])
    const kept = { matching: false, spread: true, wishes: [wish(3, { gainDb: -6, pan: 0.5 })] }
    await first.file.save(kept)
    expect((await load()).file.kept).toEqual(kept)
    expect((await stat(file)).mode & 0o777).toBe(0o600)
    expect(await readdir(join(folder, 'data'))).toEqual(['hearing.json'])
  })

  it('has the last of many changes on disk when all are answered', async () => {
    const { file: hearing } = await load()
    const saves = Array.from({ length: 50 }, (_, gainDb) =>
      hearing.save({ ...NOTHING, wishes: [wish(3, { gainDb: -gainDb / 10 })] }),
    )
    await Promise.all(saves)
    await hearing.close()
    expect((await load()).file.kept.wishes[0]?.gainDb).toBe(-4.9)
  })

  it('forgets the oldest wish where there are too many', async () => {
    const { file: hearing } = await load()
    const wishes = Array.from({ length: SESSION_CONFIG.hearingWishes + 1 }, (_, n) => wish(n + 1))
    await hearing.save({ ...NOTHING, wishes })
    expect(hearing.kept.wishes).toHaveLength(SESSION_CONFIG.hearingWishes)
    expect((await load()).file.kept.wishes[0]?.userId).toBe(2)
  })

  it.each([
    ['nothing in it', ''],
    ['half of a file', '{"version":1,"wis'],
    ['no object', 'null'],
    ['another version', '{"version":2,"spread":false,"wishes":[]}'],
    ['no list', '{"version":1,"spread":false,"wishes":{}}'],
  ])('is kept aside where it is damaged (%s)', async (_name, content) => {
    await write(content)
    const { file: hearing, damagedCopy } = await load()
    expect(hearing.kept).toEqual(NOTHING)
    expect(await readFile(damagedCopy ?? '', 'utf8')).toBe(content)
  })

  it.each([
    { host: 'x' },
    { userId: 0 },
    { userId: 1.5 },
    { gainDb: 21 },
    { gainDb: 'loud' },
    { muted: 1 },
    { pan: -1.5 },
    { priority: null },
  ])('gives back what is whole in it beside %j', async (damage) => {
    const wishes = [wish(1, { muted: true }), { ...wish(2), ...damage }, wish(3, { pan: 1 })]
    await write(JSON.stringify({ version: 1, matching: true, spread: true, wishes }))
    const { file: hearing, damagedCopy } = await load()
    expect(hearing.kept).toEqual({ matching: true, spread: true, wishes: [wishes[0], wishes[2]] })
    expect(damagedCopy).toBeDefined()
  })

  it('does not replace what it cannot read, and says where it cannot write', async () => {
    await mkdir(file, { recursive: true })
    await expect(load()).rejects.toMatchObject({ code: 'data-unwritable' })
    const inTheWay = join(folder, 'file')
    const { file: hearing } = await HearingFile.load(join(inTheWay, 'hearing.json'), seededRandom(1))
    await writeFile(inTheWay, '')
    await expect(hearing.save(NOTHING)).rejects.toMatchObject({ code: 'data-unwritable' })
    await hearing.close()
  })
})
