import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { levelDb } from '../support/audio-measure.ts'
import { HostApi } from '../support/host-api.ts'
import { spawnHost } from '../support/running-host.ts'
import { spawnTalk, type TalkProcess } from '../support/running-talk.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'
import { toneDb } from '../support/tone-level.ts'
import { readWavChannels, writeWavPair } from '../support/wav-file.ts'

const RATE = 48_000
const LEFT_HZ = 440
const RIGHT_HZ = 1_000
const WINDOW = RATE / 10

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

/** Two seconds of one tone left and another right, interleaved. */
const PAIR = Float32Array.from({ length: 4 * RATE }, (_, place) => {
  const hz = place % 2 === 0 ? LEFT_HZ : RIGHT_HZ
  return 0.2 * Math.sin((2 * Math.PI * hz * (place >> 1)) / RATE)
})

/** A host, a talker with one tone left and another right, and a listener that records both channels. */
async function call() {
  const host = await spawnHost('--data', join(folder, 'host'), '--bind', '127.0.0.1', '--no-discovery')
  closers.push(() => host.end('SIGKILL'))
  const { port, ownerToken, invite } = host.ready
  const api = new HostApi(port, ownerToken)
  const [lobby] = (await api.json<{ items: { id: number }[] }>('GET', '/channels?sort=id')).items
  const audio = (change: object) =>
    api.json('PATCH', `/channels/${String(lobby?.id ?? 0)}`, { audio: change })
  const [input, output] = [join(folder, 'in.wav'), join(folder, 'out.wav')]
  writeWavPair(input, PAIR)
  const talk = (name: string, ...args: string[]): TalkProcess => {
    const running = spawnTalk(invite, '--name', name, ...args)
    closers.push(() => running.end('SIGKILL'))
    return running
  }
  const listen = () => talk('Bob', '--input', 'silence', '--output', `wav:${output}`, '--stereo')
  const speak = () => talk('Ada', '--input', `wav:${input}`, '--loop', '--output', 'null')
  return { audio, listen, speak, output }
}

/** Until a talker has sent for so many more seconds. */
async function seconds(talker: TalkProcess, count: number): Promise<void> {
  const from = talker.lines.length
  const isStats = (line: { event: string }) => line.event === 'stats'
  await talker.until(() => talker.lines.slice(from).filter(isStats).length >= count, 30_000, from)
}

/** Both tones in each channel, per tenth of a second. */
function windowsOf(file: string) {
  const [left, right] = readWavChannels(file)
  if (left === undefined || right === undefined) throw new Error('two channels were asked for')
  return Array.from({ length: Math.floor(left.length / WINDOW) }, (_, index) => {
    const of = (ear: Float32Array) => ear.subarray(index * WINDOW, (index + 1) * WINDOW)
    const apart = (ear: Float32Array) => toneDb(ear, LEFT_HZ) - toneDb(ear, RIGHT_HZ)
    return {
      left: apart(of(left)),
      right: apart(of(right)),
      loud: Math.min(levelDb(of(left)), levelDb(of(right))),
    }
  })
}

const isApart = ({ left, right }: { left: number; right: number }) => left > 25 && right < -25
const isOne = ({ left, right }: { left: number; right: number }) => Math.abs(left - right) < 0.5

test(
  'a channel for music in stereo is followed within a call, and one for voice again',
  { timeout: 90_000 },
  async () => {
    const { audio, listen, speak, output } = await call()
    const bob = listen()
    await bob.ready()
    const ada = speak()
    await ada.ready()
    await seconds(ada, 4)
    await audio({ kind: 'music', stereo: true, frameMs: 20, bitrateCap: 96_000 })
    await seconds(ada, 4)
    expect(ada.lines.findLast(({ event }) => event === 'stats')).toMatchObject({
      sending: { frameMs: 20, bitrate: 96_000, dtx: false, stereo: true, kind: 'music' },
    })
    const steps = ada.lines.findLast(({ event }) => event === 'stats')?.processing ?? []
    expect(steps.map(({ on }) => on)).not.toContain(true)
    await audio({ kind: 'voice', stereo: false, frameMs: 0, bitrateCap: 0 })
    await seconds(ada, 4)
    for (const one of [ada, bob]) expect(await one.end()).toBe(0)
    expect(bob.done).toMatchObject({ lost: 0, drops: {} })

    const windows = windowsOf(output)
    const first = windows.findIndex(({ loud }) => loud > -40)
    const last = windows.findLastIndex(({ loud }) => loud > -40)
    const heard = windows.slice(first + 1, last)
    // Mono, then left and right, then mono: nothing else, but where one gives way to the other.
    const kinds = heard.map((window) => (isOne(window) ? 'one' : isApart(window) ? 'two' : 'between'))
    const runs = kinds.filter(
      (kind, at) => kind !== 'between' && kind !== kinds.slice(0, at).findLast((k) => k !== 'between'),
    )
    expect(runs).toEqual(['one', 'two', 'one'])
    expect(kinds.filter((kind) => kind === 'two').length).toBeGreaterThan(25)
    expect(kinds.filter((kind) => kind === 'between').length).toBeLessThan(8)
    // No window is silent, nor quieter than half of what it should be by more than a change of loudness explains.
    expect(Math.min(...heard.map(({ loud }) => loud))).toBeGreaterThan(-40)
  },
)
