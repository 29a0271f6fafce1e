import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { askHost } from '../support/ask-host.ts'
import { levelDb, readWav } from '../support/audio-measure.ts'
import { spawnHost, type HostProcess } from '../support/running-host.ts'
import { spawnTalk, type TalkLine, type TalkProcess } from '../support/running-talk.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

/** What a busy machine may take to start six programs and let them hear each other. */
const PATIENCE_MS = 30_000
/** What a recording of nothing may hold, dBov. */
const SILENT_DB = -90

let folder = ''
let remove: () => Promise<void>
const closers: (() => unknown)[] = []
beforeEach(async () => {
  ;({ folder, remove } = await temporaryFolder())
})
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close()
  await remove()
})

const recording = (name: string) => join(folder, `${name}.wav`)

/** A host with listeners that record what they hear, by name and channel. */
async function listeners(...names: (readonly [name: string, channel: string])[]) {
  const host = await spawnHost('--data', join(folder, 'host'), '--bind', '127.0.0.1', '--no-discovery')
  closers.push(() => host.end('SIGKILL'))
  const talk = (name: string, channel: string, ...args: string[]): TalkProcess => {
    const running = spawnTalk(host.ready.invite, '--name', name, '--channel', channel, ...args)
    closers.push(() => running.end('SIGKILL'))
    return running
  }
  const all = names.map(([name, channel]) =>
    talk(name, channel, '--input', 'silence', '--output', `wav:${recording(name)}`),
  )
  for (const one of all) await one.ready()
  return { host, talk, all }
}

/** What the host has refused: where a number passed without its packet, this tells why. */
async function refusedBy({ ready }: HostProcess): Promise<string> {
  const { text } = await askHost(ready, '/metrics', ready.ownerToken)
  const { values } = JSON.parse(text) as { values: Record<string, number> }
  const drops = Object.entries(values).filter(([name, count]) => name.startsWith('drop:') && count > 0)
  return `refused by the host: ${JSON.stringify(Object.fromEntries(drops))}`
}

const heardDb = (name: string) => levelDb(readWav(recording(name)).samples)
/** The level of the loudest half second: how long a recording is beside what is in it is the machine's doing. */
function loudestDb(name: string): number {
  const { samples, rate } = readWav(recording(name))
  const length = rate / 2
  const pieces = Array.from({ length: Math.ceil(samples.length / length) }, (_, place) =>
    levelDb(samples.subarray(place * length, (place + 1) * length)),
  )
  return Math.max(...pieces)
}
const whispered = ({ speakers = [] }: TalkLine) =>
  speakers.find((speaker) => speaker.whispered === true)?.packetsReceived ?? 0

test('exactly those named hear a whisper, wherever they are', { timeout: 120_000 }, async () => {
  const { host, talk, all } = await listeners(
    ['Bob', 'Lobby'],
    ['Cid', 'Lobby'],
    ['Dan', 'Games'],
    ['Eve', 'Quiet'],
  )
  const ada = talk('Ada', 'Lobby', '--input', 'tone:440', '--output', 'null', '--whisper', 'Bob,#Games')
  const [bob, cid, dan, eve] = all
  if (bob === undefined || cid === undefined || dan === undefined || eve === undefined) throw new Error()
  for (const one of [bob, dan])
    await one.until((line) => line.event === 'stats' && whispered(line) > 100, PATIENCE_MS)
  await ada.end()
  for (const one of all) expect(await one.end()).toBe(0)
  for (const name of ['Bob', 'Dan']) expect(loudestDb(name), name).toBeGreaterThan(-40)
  for (const name of ['Cid', 'Eve']) expect(heardDb(name), name).toBeLessThan(SILENT_DB)
  const refused = await refusedBy(host)
  for (const one of [cid, eve]) expect(one.done, refused).toMatchObject({ lost: 0, drops: {} })
  for (const one of [bob, dan]) expect(one.done, refused).toMatchObject({ lost: 0 })
})

test('a program turns to one, then back to its channel', { timeout: 120_000 }, async () => {
  const { talk, all } = await listeners(['Bob', 'Lobby'], ['Dan', 'Games'])
  const [bob, dan] = all
  if (bob === undefined || dan === undefined) throw new Error('two were asked for')
  const bot = talk('Bot', 'Lobby', '--input', 'tone:440', '--output', 'null', '--mode', 'ptt')
  await bot.ready()
  const said = ({ speakers = [] }: TalkLine) =>
    speakers.find(({ nickname, whispered: secret }) => nickname === 'Bot' && secret !== true)
  bot.say({ whisper: ['Dan'] })
  await dan.until((line) => line.event === 'stats' && whispered(line) > 50, PATIENCE_MS)
  bot.say({ whisper: [] })
  expect(said(bob.lines.findLast(({ event }) => event === 'stats') ?? bob.done)?.packetsReceived ?? 0).toBe(0)
  bot.say({ talk: true })
  await bob.until((line) => line.event === 'stats' && (said(line)?.packetsReceived ?? 0) > 50, PATIENCE_MS)
  for (const one of [bot, ...all]) expect(await one.end()).toBe(0)
  expect(bob.done).toMatchObject({ lost: 0 })
})
