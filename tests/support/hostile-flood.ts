import { parentPort, workerData } from 'node:worker_threads'
import { counterIndex, type DropReason } from '../../electron/contract/media.ts'
import type { DatagramTransport } from '../../electron/voice/interfaces.ts'
import { openTransport } from '../../electron/voice/transport/open-transport.ts'
import { CALL_CHANNEL, CALL_EPOCH, HostilePackets, MALLORY_NEWEST, SOURCES } from './hostile-packets.ts'
import { PacketGuest } from './packet-guest.ts'
import { seededRandom } from './seeded-random.ts'

export interface FloodOptions {
  readonly port: number
  readonly count: number
  readonly seed: number
  /** The media worker's counters. */
  readonly counters: SharedArrayBuffer
}

export type FloodResult = Partial<Record<DropReason, number>>

/**
 * Datagrams on their way at most. The kernel drops what finds the host's socket buffer full, hostile and honest
 * alike, and nobody could count that; so the flood is as fast as the host takes it, and no faster.
 */
const IN_FLIGHT = 200

/** Datagrams from one keepalive of mallory to the next: some seconds on a slow machine. */
const KEEPALIVE = 10_000

const options = workerData as FloodOptions
const counters = new Float64Array(options.counters)
const transport = await openTransport({ kind: 'native', bind: '127.0.0.1', port: 0 })
const host = transport.address('127.0.0.1', options.port)

/** Hostile datagrams the host has dealt with: all but the call's voice, which is accepted. */
function handled(): number {
  return (counters[counterIndex('packetsIn')] ?? 0) - (counters[counterIndex('voiceIn')] ?? 0)
}

function bind(guest: PacketGuest): void {
  transport.send(host, ...whole(guest.bind()))
  transport.send(host, ...whole(guest.bind(guest.proofIn(receiveOne(transport)))))
  receiveOne(transport)
}

function whole(bytes: Uint8Array): [Uint8Array, number, number] {
  return [bytes, 0, bytes.length]
}

function receiveOne(from: DatagramTransport): Uint8Array {
  while (from.receive() === 0) from.wait?.(100)
  const { bytes, offsets, lengths } = from.batch
  const start = offsets[0] ?? 0
  return bytes.slice(start, start + (lengths[0] ?? 0))
}

function flood(): FloodResult {
  const sent: FloodResult = {}
  const packets = new HostilePackets(seededRandom(options.seed))
  let before = handled()
  for (let index = 0; index < options.count; index += 1) {
    const { reason, bytes } = packets.next()
    if (index % KEEPALIVE === 0) {
      transport.send(host, ...whole(mallory.ping()))
      transport.receive()
      before += 1
    }
    while (index - (handled() - before) >= IN_FLIGHT) transport.wait?.(1)
    if (!transport.send(host, ...whole(bytes))) throw new Error('the system refused a datagram')
    sent[reason] = (sent[reason] ?? 0) + 1
  }
  while (handled() - before < options.count) transport.wait?.(1)
  return sent
}

const mallory = new PacketGuest(SOURCES.mallory, CALL_CHANNEL)
bind(mallory)
bind(new PacketGuest(SOURCES.muted, CALL_CHANNEL))
transport.send(host, ...whole(mallory.voice(CALL_CHANNEL, CALL_EPOCH, { sequence: MALLORY_NEWEST })))
parentPort?.postMessage('ready')
parentPort?.once('message', () => {
  parentPort?.postMessage(flood())
  transport.close()
})
