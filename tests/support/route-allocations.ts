import { ByteRingReader, makeByteRing, MOST_RECORD_BYTES } from '../../electron/base/byte-ring.ts'
import { MEDIA_COUNTER_LENGTH, counterIndex, dropIndex } from '../../electron/contract/media.ts'
import { systemRandom } from '../../electron/base/random.ts'
import type { ReceiveBatch } from '../../electron/voice/interfaces.ts'
import { Router } from '../../electron/voice/router/router.ts'
import { MemoryTransport } from './memory-transport.ts'
import { epochSecret, PacketGuest } from './packet-guest.ts'

/*
 * A program: routes packets that were sealed beforehand to 200 listeners, on a transport that only counts, and
 * prints as JSON what each has cost in heap and time. Run with --expose-gc; a test reads it. With the word `record`
 * the channel is recorded, and the ring emptied now and then.
 */
const ROOM = 1
const LISTENERS = 200
const WARM_UP = 20_000
const MEASURED = 80_000
const BATCH = 16
const SLOT_BYTES = 1200
const record = new Uint8Array(MOST_RECORD_BYTES)

/** Binds as the transport in memory does; then plays packets from its slab, without copying. */
class ReplayTransport extends MemoryTransport {
  override readonly batch: ReceiveBatch
  readonly #lengths: Int32Array
  readonly #slotBytes: number
  #next = -1

  constructor(packets: readonly Uint8Array[]) {
    super()
    this.#slotBytes = Math.max(...packets.map(({ length }) => length))
    this.#lengths = Int32Array.from(packets, ({ length }) => length)
    const bytes = new Uint8Array(BATCH * SLOT_BYTES + packets.length * this.#slotBytes)
    for (const [index, packet] of packets.entries()) bytes.set(packet, this.#place(index))
    const offsets = Int32Array.from({ length: BATCH }, (_, index) => index * SLOT_BYTES)
    this.batch = {
      bytes,
      offsets,
      lengths: new Int32Array(BATCH),
      addresses: new Int32Array(BATCH),
      ages: new Int32Array(BATCH),
    }
  }

  replay(): void {
    this.#next = 0
  }

  /** All but one of a batch, so that the router asks once per turn. */
  override receive(): number {
    if (this.#next < 0) return super.receive()
    const { offsets, lengths, addresses } = this.batch
    for (let index = 0; index < BATCH - 1; index += 1) {
      offsets[index] = this.#place(this.#next)
      lengths[index] = this.#lengths[this.#next] ?? 0
      addresses[index] = 0
      this.#next += 1
    }
    return BATCH - 1
  }

  override fanout(
    targets: Int32Array,
    count: number,
    bytes: Uint8Array,
    offset: number,
    length: number,
  ): number {
    return this.#next < 0 ? super.fanout(targets, count, bytes, offset, length) : count
  }

  #place(index: number): number {
    return BATCH * SLOT_BYTES + index * this.#slotBytes
  }
}

const talker = new PacketGuest(1, ROOM)
const packets = Array.from({ length: WARM_UP + MEASURED + 2 * BATCH }, (_, index) =>
  talker.voice(ROOM, 1, {}, new Uint8Array(70 + (index % 40))),
)
const transport = new ReplayTransport(packets)
const counters = new Float64Array(MEDIA_COUNTER_LENGTH)
const config = { packetsPerSecond: 1e9, packetBurst: 1e9, bytesPerSecond: 1e9, byteBurst: 1e9 }
const recordings = makeByteRing(2 ** 22)
const recorded = new ByteRingReader(recordings)
const router = new Router({ transport, counters, random: systemRandom, post: () => {}, config, recordings })

function join(guest: PacketGuest, address: string): void {
  router.addMember(guest.member, 0)
  transport.arrive(address, guest.bind())
  router.service(0)
  transport.arrive(address, guest.bind(guest.proofIn(transport.sent.at(-1)?.bytes ?? new Uint8Array(0))))
  router.service(0)
}

function route(count: number): void {
  const end = (counters[counterIndex('voiceIn')] ?? 0) + count
  while ((counters[counterIndex('voiceIn')] ?? 0) < end) {
    router.service(0)
    while (recorded.read(record) !== undefined);
  }
}

router.renewEpoch(ROOM, 1, epochSecret(ROOM, 1), 0)
join(talker, 'talker:1')
for (let id = 2; id < LISTENERS + 2; id += 1) join(new PacketGuest(id, ROOM), `listener:${String(id)}`)

if (process.argv.includes('record')) router.startRecording(ROOM, 1, 0, 0)
transport.replay()
route(WARM_UP)
globalThis.gc?.()
const heapBefore = process.memoryUsage().heapUsed
const startedNs = process.hrtime.bigint()
route(MEASURED)
const ns = Number(process.hrtime.bigint() - startedNs)
const heapBytes = process.memoryUsage().heapUsed - heapBefore
const result = {
  voiceIn: counters[counterIndex('voiceIn')],
  forged: counters[dropIndex('forged')],
  recorded: counters[counterIndex('recorded')],
  packetsOut: counters[counterIndex('packetsOut')],
  heapBytesPerPacket: heapBytes / MEASURED,
  nsPerPacket: ns / MEASURED,
}
process.stdout.write(JSON.stringify(result))
