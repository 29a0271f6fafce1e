import { PacketRing, TakenPacket } from '../../voice/jitter/packet-ring.ts'
import { composeHeader, HEADER_BYTES, PacketHeader, parseHeader } from '../../voice/packet/header.ts'
import { TAG_BYTES } from '../../base/crypto.ts'
import { samplesOf } from '../../voice/units.ts'
import { SOUND_CONFIG } from './sound-config.ts'
import type { SoundRow } from './sound-rows.ts'

const COUNT = SOUND_CONFIG.ringPackets
const BYTES = SOUND_CONFIG.ringPayloadBytes
const SLOT = HEADER_BYTES + BYTES + TAG_BYTES
const FRAME = samplesOf(10)

/** Packets by the hundred, made and put through a listener's ring; every payload byte is compared afterwards. */
export function packetRingRows(): SoundRow[] {
  return [createRow(), ...ringRows(), copyRow()]
}

/** A byte of the payload of packet `number`: another one in each packet and at each place. */
function byteOf(number: number, place: number): number {
  return (number * 31 + place * 7 + (number >> 3)) & 0xff
}

function payloads(): Uint8Array[] {
  return Array.from({ length: COUNT }, (_, number) => {
    return Uint8Array.from({ length: BYTES }, (_, place) => byteOf(number, place))
  })
}

/** As a sender does: the encoder has written the payload where the packet is made. */
function createRow(): SoundRow {
  const slab = new Uint8Array(COUNT * SLOT)
  payloads().forEach((payload, number) => {
    slab.set(payload, number * SLOT + HEADER_BYTES)
  })
  const [header, read] = [new PacketHeader(), new PacketHeader()]
  let first = 0
  return {
    name: 'packet create in place',
    per: 'packet',
    times: COUNT,
    call: () => {
      for (let number = 0; number < COUNT; number += 1) {
        header.sequence = first + number
        header.timestamp = ((first + number) * FRAME) >>> 0
        composeHeader(slab, number * SLOT, header)
      }
      first = (first + COUNT) % 2 ** 31
      return true
    },
    check: () => {
      for (let number = 0; number < COUNT; number += 1) {
        const at = number * SLOT
        if (parseHeader(slab, at, SLOT, read) !== undefined) return false
        if (read.sequence !== (first + number - COUNT + 2 ** 31) % 2 ** 31) return false
        if (!isPayload(slab, at + HEADER_BYTES, number)) return false
        slab.fill(0, at, at + HEADER_BYTES)
      }
      return true
    },
  }
}

/** The ring full and empty in turn, so that each row is one direction alone. */
function ringRows(): SoundRow[] {
  const [header, all] = [new PacketHeader(), payloads()]
  const out = new TakenPacket()
  const ring = new PacketRing(COUNT)
  let next = 0
  const empty = (): void => {
    ring.reset(next)
  }
  const write = (): boolean => {
    let right = true
    for (const payload of all) {
      header.sequence = next
      next = (next + 1) >>> 0
      right = ring.insert(header, 0, payload) === 'fresh' && right
    }
    return right
  }
  // In the timed loop the first and the last byte are compared; an untimed one compares all.
  const [firsts, lasts] = [0, BYTES - 1].map((place) => all.map((payload) => payload[place] ?? 0))
  const take = (): boolean => {
    let right = true
    for (let number = 0; number < COUNT; number += 1) {
      right =
        ring.take(out) &&
        out.slab[out.offset] === firsts?.[number] &&
        out.slab[out.offset + out.length - 1] === lasts?.[number] &&
        right
    }
    return right
  }
  const fill = (): void => {
    empty()
    write()
  }
  const areRight = (): boolean =>
    all.every(
      (_, number) => ring.take(out) && out.length === BYTES && isPayload(out.slab, out.offset, number),
    )
  const row = { per: 'packet', times: COUNT } as const
  return [
    { ...row, name: 'packet ring write', prepare: empty, call: write, check: areRight },
    {
      ...row,
      name: 'packet ring read',
      prepare: fill,
      call: take,
      // All once more, in the same way.
      check: () => {
        if (ring.count !== 0) return false
        fill()
        return areRight()
      },
    },
  ]
}

/** What the copy alone costs in this language: the least of any ring that hands out copies. */
function copyRow(): SoundRow {
  const slab = new Uint8Array(COUNT * SLOT)
  const all = payloads()
  return {
    name: 'bare copy of a payload',
    per: 'packet',
    times: COUNT,
    prepare: () => {
      slab.fill(0)
    },
    call: () => {
      for (let number = 0; number < COUNT; number += 1) slab.set(all[number] ?? slab, number * SLOT)
      return true
    },
    check: () => all.every((_, number) => isPayload(slab, number * SLOT, number)),
  }
}

function isPayload(bytes: Uint8Array, at: number, number: number): boolean {
  for (let place = 0; place < BYTES; place += 1) {
    if (bytes[at + place] !== byteOf(number, place)) return false
  }
  return true
}
