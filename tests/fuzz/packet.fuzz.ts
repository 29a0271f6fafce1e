import { describe, expect, it } from 'vitest'
import type { Random } from '../../electron/base/random.ts'
import { LIMITS } from '../../electron/contract/limits.ts'
import { OpusDecoder } from '../../electron/voice/codec/opus-decoder.ts'
import { isWellFormed } from '../../electron/voice/packet/form.ts'
import { GAP_BYTES, GAP_OFFSETS, GapPayload, parseGap } from '../../electron/voice/packet/gap-payload.ts'
import { HOST_SOURCE, PacketHeader, parseHeader, TARGETS } from '../../electron/voice/packet/header.ts'
import { KIND, type Kind } from '../../electron/voice/packet/kind.ts'
import { MIX_OFFSETS, mixHeadBytes, MixVoices, parseMix } from '../../electron/voice/packet/mix-payload.ts'
import { RedundantBlocks } from '../../electron/voice/packet/redundancy.ts'
import { parseReport, ReportPayload } from '../../electron/voice/packet/report-payload.ts'
import { FORGED, PacketOpener, PacketSealer } from '../../electron/voice/packet/seal.ts'
import { EVERYBODY } from '../../electron/voice/packet/source-key.ts'
import { ReceiverPipeline } from '../../electron/voice/pipeline/receiver-pipeline.ts'
import { SessionKeys } from '../../electron/voice/pipeline/session-keys.ts'
import type { PacketGuest } from '../support/packet-guest.ts'
import { addressOf, RouterBench } from '../support/router-bench.ts'
import { seededRandom } from '../support/seeded-random.ts'

/** Printed with every failure; another seed is another run. */
const SEED = Number(process.env['FUZZ_SEED'] ?? 20_260_101)
/** Datagrams per test: some seconds in all. */
const ROUNDS = Number(process.env['FUZZ_ROUNDS'] ?? 10_000)
const ROOM = 1
/** 5 ms. */
const BLOCK_SAMPLES = 240

const below = (random: Random, limit: number): number => Math.floor(random.fraction() * limit)

/** A packet that guests really send, or nearly: some of what is sealed is nonsense. */
function genuine(random: Random, guest: PacketGuest): Uint8Array {
  const kinds = Object.values(KIND)
  const kind = kinds[below(random, kinds.length)] ?? KIND.voice
  const payload = random.bytes(below(random, 64))
  switch (below(random, 6)) {
    case 0:
      return guest.bind(random.fraction() < 0.5 ? undefined : random.bytes(16))
    case 1:
      return guest.ping(below(random, 256))
    case 2:
      return guest.hop(kind, payload)
    case 3:
      return guest.voice(ROOM, below(random, 3), oddFields(random), payload)
    case 4:
      return oddReport(random, guest)
    default:
      return guest.voice(ROOM, 1)
  }
}

function oddFields(random: Random): Partial<PacketHeader> {
  const [target = 0, flags = 0, level = 0, frameCode = 0] = random.bytes(4)
  return { target: target % 33, flags, level, frameCode: frameCode % 8 }
}

/** A report on anybody, itself and nobody among them; most are in the order they must have. */
function oddReport(random: Random, guest: PacketGuest): Uint8Array {
  let source = 0
  const entries = Array.from({ length: below(random, 8) }, () => {
    source += below(random, 4)
    return [
      source,
      below(random, 70_000),
      below(random, 300),
      below(random, 7_000),
      below(random, 7_000),
    ] as const
  })
  return guest.report(...entries)
}

/** Cuts, lengthens, flips, overwrites, or leaves as it is. */
function disturb(random: Random, packet: Uint8Array): Uint8Array {
  switch (below(random, 6)) {
    case 0:
      return packet.slice(0, below(random, packet.length + 1))
    case 1: {
      const longer = new Uint8Array(below(random, 1501))
      longer.set(packet.subarray(0, longer.length))
      return longer
    }
    case 2:
      for (let count = below(random, 4); count >= 0; count -= 1) {
        const place = below(random, packet.length)
        packet[place] = (packet[place] ?? 0) ^ (1 << below(random, 8))
      }
      return packet
    case 3:
      packet.set(random.bytes(2), below(random, packet.length - 2))
      return packet
    case 4:
      return random.bytes(below(random, 1501))
    default:
      return packet
  }
}

describe(`packets from nowhere, seed ${String(SEED)}`, () => {
  it('never make a parser throw, nor tell of what is not there', () => {
    const random = seededRandom(SEED)
    const header = new PacketHeader()
    const opener = new PacketOpener()
    const report = new ReportPayload()
    const [voices, gap] = [new MixVoices(), new GapPayload()]
    const key = random.bytes(32)
    for (let round = 0; round < ROUNDS; round += 1) {
      const bytes = random.bytes(below(random, 1501))
      if (bytes.length > 0 && random.fraction() < 0.8) bytes[0] = 0x10 | below(random, 16)
      const reason = parseHeader(bytes, 0, bytes.length, header)
      if (reason === undefined) {
        expect(bytes.length).toBeLessThanOrEqual(LIMITS.datagramBytes)
        expect(opener.open(bytes, 0, bytes.length, key)).toBe(FORGED)
      }
      header.kind = (1 + below(random, 10)) as Kind
      isWellFormed(header, bytes, bytes.length)
      if (parseReport(bytes, bytes.length, report)) expect(report.count).toBe(bytes[0])
      const opusAt = parseMix(bytes, bytes.length, voices)
      if (opusAt > 0) expect([opusAt, opusAt < bytes.length]).toEqual([mixHeadBytes(voices.count), true])
      if (parseGap(bytes, bytes.length, gap)) expect(bytes.length).toBe(GAP_BYTES)
    }
  })

  it('never make copies of earlier frames lie outside their payload', () => {
    const random = seededRandom(SEED + 2)
    const blocks = new RedundantBlocks()
    let parsed = 0
    for (let round = 0; round < ROUNDS; round += 1) {
      const payload = random.bytes(1 + below(random, 600))
      if (random.fraction() < 0.5) payload[0] = 1 + below(random, 2)
      const length = below(random, payload.length + 1)
      const isWhole = blocks.parse(payload, length)
      let end = 0
      for (let age = blocks.count; age >= 1; age -= 1) {
        expect(blocks.startOf(age)).toBeGreaterThanOrEqual(Math.max(2, end))
        expect(blocks.lengthOf(age)).toBeGreaterThan(0)
        end = blocks.startOf(age) + blocks.lengthOf(age)
      }
      expect(blocks.newestAt).toBeGreaterThanOrEqual(end)
      expect(blocks.newestAt + blocks.newestLength).toBe(length)
      expect(blocks.count > 0).toBe(isWhole)
      if (isWhole) parsed += 1
    }
    expect(parsed).toBeGreaterThan(ROUNDS / 10)
    expect(parsed).toBeLessThan(ROUNDS)
  })

  it('never make the router throw, answer a stranger, lose count, or disturb a call', () => {
    const random = seededRandom(SEED + 1)
    const host = new RouterBench()
    host.channel(ROOM)
    const [alice, bob] = [host.bound(1, ROOM), host.bound(2, ROOM)]
    const mallory = host.bound(3, ROOM)
    const before = host.count('packetsIn')
    for (let round = 0; round < ROUNDS; round += 1) {
      host.nowMs += 2
      const packet = disturb(random, genuine(random, mallory))
      const from =
        random.fraction() < 0.3 ? addressOf(1 + below(random, 3)) : `far:${String(below(random, 50))}`
      const bytesIn = packet.length
      if (random.fraction() < 0.1) host.router.tunnelIn(3, packet, host.nowMs)
      else {
        const sent = host.give(from, packet)
        const answered = sent.filter(({ to }) => to === from && !to.startsWith('guest'))
        for (const { bytes } of answered) expect(bytes.length).toBeLessThanOrEqual(bytesIn)
      }
      if (round % 100 === 0) expectCall(host, alice, bob)
    }
    const drops = Object.values(host.drops()).reduce((sum, count) => sum + count, 0)
    const taken = host.count('packetsIn') - before
    expect(drops).toBeLessThan(taken)
    expect(drops).toBeGreaterThan(taken / 2)
    expect(host.transport.knownAddresses.length).toBeLessThanOrEqual(4)
  })
})

describe(`packets of a host, seed ${String(SEED)}`, () => {
  it('never make a listener throw, nor play what is no sound', () => {
    const random = seededRandom(SEED + 2)
    const listener = new Listener(random)
    const block = new Float32Array(2 * BLOCK_SAMPLES)
    for (let round = 0; round < ROUNDS; round += 1) {
      listener.take(random, random.fraction() < 0.7 ? oddMix(random) : oddGap(random))
      if (round % 4 !== 0) continue
      listener.receiver.render(block, listener.nowMs)
      for (const sample of block) if (!(Math.abs(sample) <= 1)) expect.fail(`a sample of ${String(sample)}`)
    }
    // Most are disturbed; of the others most are what a host could have sent.
    expect(listener.taken).toBeGreaterThan(ROUNDS / 20)
    listener.receiver.close()
  })
})

interface OddPayload {
  readonly kind: Kind
  readonly payload: Uint8Array
}

/** Some voices, too many at times, and bytes that are seldom Opus. */
function oddMix(random: Random): OddPayload {
  const count = below(random, 10)
  const payload = random.bytes(mixHeadBytes(count) + below(random, 100))
  payload[0] = count
  for (let index = 0; index < count; index += 1) {
    const levelAt = mixHeadBytes(index) + MIX_OFFSETS.level
    if (random.fraction() < 0.95) payload[levelAt] = (payload[levelAt] ?? 0) & 0x7f
  }
  return { kind: KIND.mix, payload }
}

/** Of somebody who is there, or not; of any length. */
function oddGap(random: Random): OddPayload {
  const payload = random.bytes(random.fraction() < 0.9 ? GAP_BYTES : below(random, 40))
  if (random.fraction() < 0.5 && payload.length > 1) payload.set([0, 1], GAP_OFFSETS.source)
  return { kind: KIND.gap, payload }
}

/** Somebody who hears what a host makes of a channel, with the real decoder. */
class Listener {
  nowMs = 1_000
  taken = 0
  readonly receiver: ReceiverPipeline
  readonly #keys: SessionKeys
  readonly #sealer = new PacketSealer()
  readonly #header = new PacketHeader()
  #sequence = 0

  constructor(random: Random) {
    const sourceId = 7
    this.#keys = new SessionKeys(sourceId, random.bytes(16))
    this.#keys.renew(ROOM, 1, random.bytes(32), this.nowMs)
    this.receiver = new ReceiverPipeline({
      makeDecoder: () => new OpusDecoder(),
      blockSamples: BLOCK_SAMPLES,
      matching: false,
    })
    this.receiver.setSession(this.#keys)
    this.receiver.setMembers([{ sourceId: 1, nickname: '', sessionNonce: random.bytes(16) }])
  }

  take(random: Random, { kind, payload }: OddPayload): void {
    this.nowMs += 5
    const [flags = 0, frameCode = 0] = random.bytes(2)
    const target = random.fraction() < 0.5 ? TARGETS.channel : TARGETS.loopback
    const fields = { kind, target, flags, epoch: 1, source: HOST_SOURCE, sequence: this.#sequence }
    Object.assign(this.#header, fields, { frameCode: frameCode % 7, timestamp: this.nowMs * 48 })
    this.#sequence += 1 + below(random, 3)
    const own = kind === KIND.mix && target === TARGETS.loopback
    const key = this.#keys.ofHost(1, own ? this.#keys.sourceId : EVERYBODY, this.nowMs)
    if (key === undefined) throw new Error('no key')
    this.#sealer.payload.set(payload)
    const length = this.#sealer.seal(this.#header, this.#sealer.payload, payload.length, key)
    const whole = this.#sealer.packet.slice(0, length)
    const packet = random.fraction() < 0.5 ? whole : disturb(random, whole)
    const header = new PacketHeader()
    if (parseHeader(packet, 0, packet.length, header) !== undefined) return
    if (header.kind !== KIND.mix && header.kind !== KIND.gap) return
    const reason = this.receiver.takeFromHost(header, packet, 0, packet.length, this.nowMs)
    if (reason === undefined) this.taken += 1
  }
}

/** Alice speaks and Bob, who keeps his path alive, hears it. */
function expectCall(host: RouterBench, alice: PacketGuest, bob: PacketGuest): void {
  host.give(addressOf(bob.member.sourceId), bob.ping())
  const packet = alice.voice(ROOM, 1)
  const sent = host.give(addressOf(alice.member.sourceId), packet)
  const heard = sent.find(({ to }) => to === addressOf(bob.member.sourceId))
  expect(heard?.bytes).toEqual(packet)
}
