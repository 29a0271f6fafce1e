import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { fromBase64Url, keyPairOf } from '../../electron/base/crypto.ts'
import { systemRandom } from '../../electron/base/random.ts'
import { HOST_CONFIG } from '../../electron/host/config.ts'
import { loadIdentity } from '../../electron/session/identity.ts'
import { aligned, delayByCorrelation, levelDb, speech, stoi, writeWav } from '../support/audio-measure.ts'
import { decodedTrack } from '../support/decoded-track.ts'
import { HostApi } from '../support/host-api.ts'
import { RawGuest } from '../support/raw-guest.ts'
import { runHost, spawnHost, type HostProcess } from '../support/running-host.ts'
import { spawnTalk, type TalkProcess } from '../support/running-talk.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const RATE = 48
const SPEECH_S = 4

let place: Awaited<ReturnType<typeof temporaryFolder>>
const closers: (() => unknown)[] = []
beforeEach(async () => {
  place = await temporaryFolder()
})
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close()
  await place.remove()
})

interface Recording {
  readonly id: number
  readonly state: string
  readonly endReason: string | null
  readonly durationMs: number
  readonly files: readonly { readonly file: string; readonly nickname: string; readonly bytes: number }[]
}

const at = (name: string): string => join(place.folder, name)

async function host(): Promise<{ running: HostProcess; api: HostApi }> {
  const running = await spawnHost('--data', at('host'), '--bind', '127.0.0.1', '--no-discovery')
  closers.push(() => running.end('SIGKILL'))
  return { running, api: new HostApi(running.ready.port, running.ready.ownerToken) }
}

function talk(invite: string, name: string, sound: Float32Array, ...args: string[]): TalkProcess {
  writeWav(at(`${name}.wav`), sound)
  const input = ['--input', `wav:${at(`${name}.wav`)}`, '--output', 'null', '--no-dsp']
  const running = spawnTalk(invite, '--name', name, ...input, ...args)
  closers.push(() => running.end('SIGKILL'))
  return running
}

async function watcher(invite: string): Promise<RawGuest> {
  const guest = await RawGuest.enter({ invite }, { nickname: 'Watcher' })
  closers.push(() => guest.close())
  return guest
}

/** The recording once its files are there. */
async function ready(api: HostApi, id: number): Promise<Recording> {
  for (let tries = 0; tries < 300; tries += 1) {
    const found = await api.json<Recording>('GET', `/recordings/${String(id)}`)
    if (found.state === 'ready' || found.state === 'failed') return found
    await wait(100)
  }
  throw new Error('the recording is not finished')
}

async function samplesOf(api: HostApi, id: number, file: string): Promise<Float32Array> {
  const { status, bytes } = await api.ask('GET', `/recordings/${String(id)}/files/${file}`)
  expect(status).toBe(200)
  const path = at(`${String(id)}-${file}`)
  writeFileSync(path, bytes)
  return decodedTrack(path).samples
}

function fileOf({ files }: Recording, nickname: string): string {
  return files.find((one) => one.nickname === nickname)?.file ?? 'none'
}

/** Where speech lies in a track, ms, and how well it is understood there. */
function find(said: Float32Array, track: Float32Array): { atMs: number; stoi: number } {
  const delay = delayByCorrelation(said, track, 0, track.length)
  return { atMs: delay / RATE, stoi: stoi(said, aligned(track, delay, said.length)) }
}

describe('a recording', () => {
  it('has a track of each and the mix, in time, without who refuses; everybody sees it', async () => {
    const { running, api } = await host()
    const { invite } = running.ready
    const voices = [speech(SPEECH_S), speech(SPEECH_S, 'en+f3'), speech(SPEECH_S, 'en+m7')] as const
    // Carl has refused in an earlier stay; the host remembers it.
    await loadIdentity(at('carl/identity.json'), systemRandom)
    const { seed } = JSON.parse(readFileSync(at('carl/identity.json'), 'utf8')) as { seed: string }
    const carlBefore = await RawGuest.enter(
      { invite, key: keyPairOf(fromBase64Url(seed)) },
      { nickname: 'Carl' },
    )
    expect(await carlBefore.request({ type: 'refuseRecording', on: true })).toMatchObject({ type: 'ok' })
    await carlBefore.close()

    const watching = await watcher(invite)
    const channelId = 1
    expect(await watching.request({ type: 'startRecording', channelId })).toMatchObject({
      code: 'permission-denied',
    })
    const { id } = await api.json<{ id: number }>('POST', '/recordings', { channelId })
    const began = await watching.next('recordingChanged')
    expect(began).toMatchObject({ channelId, recording: { id, startedBy: 'owner token' } })
    const talkers = [
      talk(invite, 'Anna', voices[0]),
      talk(invite, 'Ben', voices[1], '--frame-ms', '20'),
      talk(invite, 'Carl', voices[2], '--data', at('carl')),
    ] as const
    const late = await watcher(invite)
    expect(late.welcome?.channels.find((one) => one.id === channelId)?.recording).toMatchObject({ id })
    await Promise.all(talkers.map((talker) => talker.until(({ event }) => event === 'inputEnded', 30_000)))
    const carl = [...watching.messages, ...late.messages].flatMap((one) =>
      'member' in one && one.member.nickname === 'Carl' ? [one.member] : [],
    )
    expect(carl.at(-1)?.refusesRecording).toBe(true)
    await Promise.all(talkers.map((talker) => talker.end()))
    await api.json('POST', `/recordings/${String(id)}/stop`)
    for (const guest of [watching, late])
      expect(await guest.next('recordingChanged')).toMatchObject({ recording: null, reason: 'stopped' })

    const recording = await ready(api, id)
    expect(recording).toMatchObject({ state: 'ready', endReason: 'stopped' })
    expect(recording.files.map(({ nickname }) => nickname).sort()).toEqual(['', 'Anna', 'Ben'])
    const [anna, ben, mix] = await Promise.all([
      samplesOf(api, id, fileOf(recording, 'Anna')),
      samplesOf(api, id, fileOf(recording, 'Ben')),
      samplesOf(api, id, 'mix.opus'),
    ])
    // As it is on the wire, where nobody has tidied it up before.
    for (const path of ['..', '%2e%2e', '../../palabre.db', '..%2f..%2fpalabre.db', 'spool', 'mix.opus.'])
      expect((await api.ask('GET', `/recordings/${String(id)}/files/${path}`)).status).toBeOneOf([400, 404])
    expect([anna.length, ben.length]).toEqual([mix.length, mix.length])
    const [ofAnna, ofBen] = [find(voices[0], anna), find(voices[1], ben)]
    process.stdout.write(`recorded: STOI ${ofAnna.stoi.toFixed(3)} and ${ofBen.stoi.toFixed(3)}\n`)
    for (const found of [ofAnna, ofBen]) expect(found.stoi).toBeGreaterThan(0.9)
    // As far apart in the tracks as they were when they were said.
    const saidAtMs = (talker: TalkProcess): number => Number(BigInt(talker.done.inputStartedAtNs ?? 0)) / 1e6
    const apart = ofBen.atMs - ofAnna.atMs - (saidAtMs(talkers[1]) - saidAtMs(talkers[0]))
    process.stdout.write(`recorded: tracks ${apart.toFixed(1)} ms out of step\n`)
    expect(Math.abs(apart)).toBeLessThan(20)
    // Each alone in its own track; both in the mix, at the same places; Carl in none.
    for (const [found, track] of [[ofAnna, anna] as const, [ofBen, ben] as const]) {
      const outside = track.map((sample, index) => {
        const ms = index / RATE - found.atMs
        return ms > -50 && ms < SPEECH_S * 1_000 + 200 ? 0 : sample
      })
      expect(levelDb(outside)).toBeLessThan(-70)
    }
    expect(residualDb(mix, [anna, ben])).toBeLessThan(-10)
  })

  it('that a killed host leaves is finished at its next start', async () => {
    const { running, api } = await host()
    const said = speech(SPEECH_S)
    const talker = talk(running.ready.invite, 'Dora', said)
    await talker.ready()
    const { id } = await api.json<{ id: number }>('POST', '/recordings', { channelId: 1 })
    await talker.until(({ event }) => event === 'inputEnded', 30_000)
    await running.end('SIGKILL')
    await talker.end('SIGKILL')
    const again = await host()
    const recording = await ready(again.api, id)
    expect(recording).toMatchObject({ state: 'ready', endReason: 'interrupted' })
    const track = await samplesOf(again.api, id, fileOf(recording, 'Dora'))
    const tail = said.subarray((SPEECH_S - 2) * 1_000 * RATE, (SPEECH_S - 0.3) * 1_000 * RATE)
    expect(find(tail, track).stoi).toBeGreaterThan(0.9)
  })

  it('ends at its limit, and everybody is told why', async () => {
    const recording = { ...HOST_CONFIG.recording, mostBytes: 20_000, leastFreeBytes: 0 }
    const running = await runHost({ config: { recording } })
    closers.push(() => running.close())
    const { invite, port, ownerToken } = running.status
    const api = new HostApi(port, ownerToken)
    const watching = await watcher(invite)
    const { id } = await api.json<{ id: number }>('POST', '/recordings', { channelId: 1 })
    await watching.next('recordingChanged')
    talk(invite, 'Emil', speech(SPEECH_S), '--loop')
    expect(await watching.next('recordingChanged')).toMatchObject({ recording: null, reason: 'size-limit' })
    const late = await watcher(invite)
    expect(late.welcome?.channels[0]).not.toHaveProperty('recording')
    const made = await ready(api, id)
    expect(made).toMatchObject({ state: 'ready', endReason: 'size-limit' })
    expect(made.durationMs).toBeGreaterThan(500)
    const track = await samplesOf(api, id, fileOf(made, 'Emil'))
    expect(levelDb(track)).toBeGreaterThan(-50)
  })
})

/** What is left of a mix where each track is taken out as well as a gain of its own per 100 ms can, dB of the mix. */
function residualDb(mix: Float32Array, tracks: readonly Float32Array[]): number {
  const window = 100 * RATE
  let [left, all] = [0, 0]
  for (let from = 0; from + window <= mix.length; from += window) {
    const part = mix.subarray(from, from + window)
    const rest = fitted(
      part,
      tracks.map((track) => track.subarray(from, from + window)),
    )
    left += energy(rest)
    all += energy(part)
  }
  return 10 * Math.log10(left / all)
}

/** The part of `sound` that is no sum of the others, found by taking out one after the other, over and over. */
function fitted(sound: Float32Array, others: readonly Float32Array[]): Float32Array {
  const rest = sound.slice()
  for (let turn = 0; turn < 20; turn += 1) {
    for (const other of others) {
      const power = energy(other)
      if (power < 1e-6) continue
      const gain = rest.reduce((sum, sample, index) => sum + sample * (other[index] ?? 0), 0) / power
      for (let index = 0; index < rest.length; index += 1)
        rest[index] = (rest[index] ?? 0) - gain * (other[index] ?? 0)
    }
  }
  return rest
}

function energy(sound: Float32Array): number {
  return sound.reduce((sum, sample) => sum + sample * sample, 0)
}
