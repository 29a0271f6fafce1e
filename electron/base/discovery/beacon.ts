import type { KeyObject } from 'node:crypto'
import { addressBytes, addressOfBytes, parseAddress } from '../address-range.ts'
import { hostKeyOf, SIGNATURE_BYTES, signAsHost, verifyHost } from '../crypto.ts'
import { plainName } from './plain-name.ts'

/**
 * A host's own beacon: one UDP datagram, network byte order, signed by the key of the host's certificate, which is in
 * it. Nobody without that key can make one that shows its fingerprint.
 *
 *   0               1               2               3
 *  +---------------+---------------+---------------+---------------+
 *  |                     magic, "PLBN"                             |
 *  +---------------+---------------+-------------------------------+
 *  |   version     |     kind      |        port of the host       |
 *  +---------------+---------------+-------------------------------+
 *  |                            count                              |
 *  |                        (64 bits, rises)                       |
 *  +---------------------------------------------------------------+
 *  |              address of the host, 16 bytes                    |
 *  +---------------+---------------+-------------------------------+
 *  |     flags     |  name length  |      certificate length       |
 *  +---------------+---------------+-------------------------------+
 *  |  name (UTF-8)   certificate (DER)   signature (64 bytes)  ... |
 *  +---------------------------------------------------------------+
 *
 * BEACON.md is the full description.
 */
export const BEACON_VERSION = 1

/** Append only. */
export const BEACON_KINDS = {
  /** The host is here. */
  here: 1,
  /** It is about to close. */
  gone: 2,
} as const
export type BeaconKind = keyof typeof BEACON_KINDS

/** Bits of the flags byte; others are sent as zero and ignored. */
export const BEACON_FLAGS = {
  /** People of this network are let in without an invite. */
  open: 0x01,
} as const

/** Where each field begins, bytes from the start. */
export const BEACON_OFFSETS = {
  magic: 0,
  version: 4,
  kind: 5,
  port: 6,
  count: 8,
  address: 16,
  flags: 32,
  nameLength: 33,
  certificateLength: 34,
  name: 36,
} as const

export const BEACON_LIMITS = {
  /** 32 code points. */
  nameBytes: 128,
  /** A host's certificate has about 360. */
  certificateBytes: 768,
} as const

const HEAD_BYTES = BEACON_OFFSETS.name
/** One letter, one byte of certificate. */
export const LEAST_BEACON_BYTES = HEAD_BYTES + 2 + SIGNATURE_BYTES
export const MOST_BEACON_BYTES =
  HEAD_BYTES + BEACON_LIMITS.nameBytes + BEACON_LIMITS.certificateBytes + SIGNATURE_BYTES
const ADDRESS_BYTES = 16
/** What a signature covers before the beacon itself, so that it means nothing anywhere else. */
const CONTEXT = Buffer.from('palabre beacon v1')
const MAGIC = Buffer.from('PLBN')
const HALF = 2 ** 32

/** What a beacon says. */
export interface Beacon {
  readonly kind: BeaconKind
  readonly port: number
  /** Greater than that of every earlier beacon of the host: milliseconds since 1970 at least. Below 2^53. */
  readonly count: number
  /** Where it was sent from, as a number of 128 bits. */
  readonly address: bigint
  readonly open: boolean
  readonly name: string
  /** DER. */
  readonly certificate: Uint8Array
}

/** A beacon that has the right form; who made it is not known before the signature is checked. */
export interface UncheckedBeacon extends Beacon {
  readonly signed: Uint8Array
  readonly signature: Uint8Array
}

/** Why a beacon was dropped because of its form. */
export type BeaconDrop =
  | 'beacon-size'
  | 'beacon-magic'
  | 'beacon-version'
  | 'beacon-kind'
  | 'beacon-length'
  | 'beacon-port'
  | 'beacon-count'
  | 'beacon-name'

/** Writes a beacon and signs it with the key of its certificate (PEM). */
export function composeBeacon(
  beacon: Omit<Beacon, 'address'>,
  address: string,
  privateKey: string,
): Uint8Array {
  const name = Buffer.from(beacon.name)
  const { certificate } = beacon
  const place = parseAddress(address)
  if (place === undefined) throw new Error(`${address} is no address.`)
  const fits = name.length <= BEACON_LIMITS.nameBytes && certificate.length <= BEACON_LIMITS.certificateBytes
  if (!fits) throw new Error('A name or certificate is too long for a beacon.')
  const head = Buffer.alloc(HEAD_BYTES)
  MAGIC.copy(head, BEACON_OFFSETS.magic)
  head.writeUInt8(BEACON_VERSION, BEACON_OFFSETS.version)
  head.writeUInt8(BEACON_KINDS[beacon.kind], BEACON_OFFSETS.kind)
  head.writeUInt16BE(beacon.port, BEACON_OFFSETS.port)
  head.writeUInt32BE(Math.floor(beacon.count / HALF), BEACON_OFFSETS.count)
  head.writeUInt32BE(beacon.count % HALF, BEACON_OFFSETS.count + 4)
  head.set(addressBytes(place), BEACON_OFFSETS.address)
  head.writeUInt8(beacon.open ? BEACON_FLAGS.open : 0, BEACON_OFFSETS.flags)
  head.writeUInt8(name.length, BEACON_OFFSETS.nameLength)
  head.writeUInt16BE(certificate.length, BEACON_OFFSETS.certificateLength)
  const signed = Buffer.concat([head, name, certificate])
  return Buffer.concat([signed, signAsHost(textOf(signed), privateKey)])
}

/** Reads a beacon without asking who made it; a text tells why it is none. */
export function parseBeacon(bytes: Uint8Array): UncheckedBeacon | BeaconDrop {
  if (bytes.length < LEAST_BEACON_BYTES || bytes.length > MOST_BEACON_BYTES) return 'beacon-size'
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
  if (!view.subarray(0, MAGIC.length).equals(MAGIC)) return 'beacon-magic'
  if (view[BEACON_OFFSETS.version] !== BEACON_VERSION) return 'beacon-version'
  const kind = kindOf(view.readUInt8(BEACON_OFFSETS.kind))
  if (kind === undefined) return 'beacon-kind'
  const nameEnd = HEAD_BYTES + view.readUInt8(BEACON_OFFSETS.nameLength)
  const signedEnd = nameEnd + view.readUInt16BE(BEACON_OFFSETS.certificateLength)
  if (!hasFittingLengths(bytes.length, nameEnd, signedEnd)) return 'beacon-length'
  const port = view.readUInt16BE(BEACON_OFFSETS.port)
  if (port === 0) return 'beacon-port'
  const count = view.readUInt32BE(BEACON_OFFSETS.count) * HALF + view.readUInt32BE(BEACON_OFFSETS.count + 4)
  if (!Number.isSafeInteger(count)) return 'beacon-count'
  const name = nameIn(view.subarray(HEAD_BYTES, nameEnd))
  if (name === undefined) return 'beacon-name'
  const addressEnd = BEACON_OFFSETS.address + ADDRESS_BYTES
  return {
    ...{ kind, port, count, name },
    address: addressOfBytes(view.subarray(BEACON_OFFSETS.address, addressEnd)),
    open: (view.readUInt8(BEACON_OFFSETS.flags) & BEACON_FLAGS.open) !== 0,
    certificate: view.subarray(nameEnd, signedEnd),
    signed: view.subarray(0, signedEnd),
    signature: view.subarray(signedEnd),
  }
}

/** The key that must have signed a beacon; undefined where its certificate is none of a host. */
export function beaconKey({ certificate }: Beacon): KeyObject | undefined {
  return hostKeyOf(certificate)
}

/** Whether a beacon was made by who has the key of its certificate. */
export function isGenuine({ signed, signature }: UncheckedBeacon, key: KeyObject): boolean {
  return verifyHost(signature, textOf(signed), key)
}

function textOf(signed: Uint8Array): Uint8Array {
  return Buffer.concat([CONTEXT, signed])
}

function kindOf(code: number): BeaconKind | undefined {
  return (Object.keys(BEACON_KINDS) as BeaconKind[]).find((kind) => BEACON_KINDS[kind] === code)
}

function hasFittingLengths(length: number, nameEnd: number, signedEnd: number): boolean {
  const [name, certificate] = [nameEnd - HEAD_BYTES, signedEnd - nameEnd]
  const areAllowed = name <= BEACON_LIMITS.nameBytes && certificate <= BEACON_LIMITS.certificateBytes
  return areAllowed && name > 0 && certificate > 0 && length === signedEnd + SIGNATURE_BYTES
}

const UTF8 = new TextDecoder('utf-8', { fatal: true })

function nameIn(bytes: Uint8Array): string | undefined {
  try {
    return plainName(UTF8.decode(bytes))
  } catch {
    return undefined
  }
}
