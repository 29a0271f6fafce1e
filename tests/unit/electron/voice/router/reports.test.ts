import { describe, expect, it } from 'vitest'
import { LEAST_PACKET_BYTES } from '../../../../../electron/voice/packet/header.ts'
import { PING_BYTES } from '../../../../../electron/voice/packet/control-payload.ts'
import { KIND } from '../../../../../electron/voice/packet/kind.ts'
import { ROUTER_CONFIG } from '../../../../../electron/voice/router/config.ts'
import type { PacketGuest, ReportEntry } from '../../../../support/packet-guest.ts'
import { addressOf, RouterBench } from '../../../../support/router-bench.ts'

const ROOM = 1
const ELSEWHERE = 2
const ME = 1

/** A host with a talker and some listeners in one channel. */
function bench(listeners: number): { host: RouterBench; talker: PacketGuest; all: PacketGuest[] } {
  const host = new RouterBench()
  host.channel(ROOM)
  host.channel(ELSEWHERE)
  const talker = host.bound(ME, ROOM)
  const all = Array.from({ length: listeners }, (_, index) => host.bound(10 + index, ROOM))
  return { host, talker, all }
}

/** What the host tells a guest of the reports on it. */
function told(host: RouterBench, guest: PacketGuest): object {
  const [sent] = host.give(addressOf(guest.member.sourceId), guest.ping())
  expect(sent?.bytes.length).toBe(LEAST_PACKET_BYTES + PING_BYTES)
  const answer = guest.answer(sent?.bytes ?? new Uint8Array(0))
  if (answer.kind !== 'pong') throw new Error('no pong')
  const { listeners, loss, jitter, delay } = answer
  return { listeners, loss, jitter, delay }
}

function report(host: RouterBench, guest: PacketGuest, ...entries: ReportEntry[]): number {
  return host.give(addressOf(guest.member.sourceId), guest.report(...entries)).length
}

const NOTHING = { listeners: 0, loss: 0, jitter: 0, delay: 0 }

describe('reports of listeners', () => {
  it('reach the source with its next pong, once, and are answered by nothing', () => {
    const { host, talker, all } = bench(1)
    const [listener] = all
    if (listener === undefined) throw new Error('nobody listens')
    expect(told(host, talker)).toEqual(NOTHING)
    expect(report(host, listener, [ME, 75, 25, 3.2, 41])).toBe(0)
    expect(told(host, talker)).toEqual({ listeners: 1, loss: 2_500, jitter: 32, delay: 410 })
    expect(told(host, talker)).toEqual(NOTHING)
    expect(host.drops()).toEqual({})
    const quality = { type: 'quality', sourceId: ME, listeners: 1, loss: 0.25, jitterMs: 3.2 }
    expect(host.events.filter(({ type }) => type === 'quality')).toEqual([quality])
  })

  it('are told to the control plane once in a while', () => {
    const { host, talker, all } = bench(1)
    const [listener] = all
    if (listener === undefined) throw new Error('nobody listens')
    for (let second = 0; second <= ROUTER_CONFIG.qualityMs / 1_000; second += 1) {
      report(host, listener, [ME, 100, 0, 0, 0])
      told(host, talker)
      host.nowMs += 1_000
    }
    expect(host.events.filter(({ type }) => type === 'quality')).toHaveLength(2)
  })

  it.each([
    { losses: [0, 0, 0, 0, 0, 0, 0, 0, 0, 50], tells: 0 },
    { losses: [0, 0, 0, 0, 0, 0, 0, 0, 50, 50], tells: 5_000 },
    { losses: [50, 0, 0], tells: 5_000 },
    { losses: [1, 2], tells: 200 },
  ])('are told as the value nine of ten do not exceed: $losses', ({ losses, tells }) => {
    const { host, talker, all } = bench(losses.length)
    for (const [index, guest] of all.entries()) {
      const lost = losses[index] ?? 0
      report(host, guest, [ME, 100 - lost, lost, 0, 0])
    }
    expect(told(host, talker)).toEqual({ listeners: losses.length, loss: tells, jitter: 0, delay: 0 })
  })

  it('on somebody whom the reporter cannot hear are ignored: in another channel, itself, nobody', () => {
    const { host, talker, all } = bench(1)
    const stranger = host.bound(30, ELSEWHERE)
    const deaf = host.bound(31, ROOM, { deafened: true })
    report(host, stranger, [ME, 1, 99, 0, 0])
    report(host, deaf, [ME, 1, 99, 0, 0])
    report(host, talker, [ME, 1, 99, 0, 0], [999, 1, 99, 0, 0])
    for (const guest of [talker, stranger, ...all]) expect(told(host, guest)).toEqual(NOTHING)
    expect(host.drops()).toEqual({})
  })

  it('that count no packet say nothing', () => {
    const { host, talker, all } = bench(1)
    for (const guest of all) report(host, guest, [ME, 0, 0, 9, 9])
    expect(told(host, talker)).toEqual(NOTHING)
  })

  it('count once per listener and half second, whoever sends more', () => {
    const { host, talker, all } = bench(2)
    const [shouting, quiet] = all
    if (shouting === undefined || quiet === undefined) throw new Error('nobody listens')
    for (let time = 0; time < 20; time += 1) report(host, shouting, [ME, 0, 100, 0, 0])
    report(host, quiet, [ME, 100, 0, 0, 0])
    expect(host.drops()).toEqual({ 'rate-limited': 19 })
    expect(told(host, talker)).toMatchObject({ listeners: 2 })
    host.nowMs += ROUTER_CONFIG.reportsApartMs
    report(host, shouting, [ME, 0, 100, 0, 0])
    expect(told(host, talker)).toMatchObject({ listeners: 1, loss: 10_000 })
  })

  it('of another form are malformed', () => {
    const { host, talker, all } = bench(1)
    const [listener] = all
    if (listener === undefined) throw new Error('nobody listens')
    const payload = new Uint8Array([1, 0, 0, 0, 0, 1, 0, 9])
    host.give(addressOf(10), listener.hop(KIND.report, payload))
    report(host, listener, [ME, 1, 1, 1, 1], [ME, 1, 1, 1, 1])
    expect(host.drops()).toEqual({ malformed: 2 })
    expect(told(host, talker)).toEqual(NOTHING)
  })
})
