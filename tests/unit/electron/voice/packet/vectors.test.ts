import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { isWellFormed } from '../../../../../electron/voice/packet/form.ts'
import { PacketHeader, parseHeader } from '../../../../../electron/voice/packet/header.ts'
import { composeNonce } from '../../../../../electron/voice/packet/nonce.ts'
import { FORGED, PacketOpener, PacketSealer } from '../../../../../electron/voice/packet/seal.ts'
import { mixKey, sourceKey, whisperKey } from '../../../../../electron/voice/packet/source-key.ts'

interface GoodVector {
  readonly name: string
  readonly header: PacketHeader
  readonly key: string
  readonly nonce: string
  readonly payload: string
  readonly packet: string
}

interface BadVector {
  readonly name: string
  readonly reason: string
  readonly key?: string
  readonly packet: string
}

interface MixKeyVector {
  readonly secret: string
  readonly listener: number
  readonly sessionNonce: string
  readonly key: string
}

interface KeyVector {
  readonly secret: string
  readonly sourceId: number
  readonly sessionNonce: string
  readonly key: string
}

interface WhisperKeyVector extends KeyVector {
  readonly list: number
}

function read(name: string): unknown {
  const file = new URL(`../../../../vectors/packet/${name}.json`, import.meta.url)
  return JSON.parse(readFileSync(file, 'utf8'))
}

const bytesOf = (hex: string): Uint8Array => new Uint8Array(Buffer.from(hex, 'hex'))
const hexOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')

/** Why a guest or host that has the key refuses the packet. */
function refusal(packet: Uint8Array, key: Uint8Array | undefined): string | undefined {
  const header = new PacketHeader()
  const reason = parseHeader(packet, 0, packet.length, header)
  if (reason !== undefined || key === undefined) return reason
  const opener = new PacketOpener()
  const length = opener.open(packet, 0, packet.length, key)
  if (length === FORGED) return 'forged'
  return isWellFormed(header, opener.payload, length) ? undefined : 'malformed'
}

describe('good vectors', () => {
  it.each(read('good') as GoodVector[])('composes and seals: $name', (vector) => {
    const header = Object.assign(new PacketHeader(), vector.header)
    const payload = bytesOf(vector.payload)
    const sealer = new PacketSealer()
    const length = sealer.seal(header, payload, payload.length, bytesOf(vector.key))
    expect(hexOf(sealer.packet.subarray(0, length))).toBe(vector.packet)
  })

  it.each(read('good') as GoodVector[])('parses and opens: $name', (vector) => {
    const packet = bytesOf(vector.packet)
    const header = new PacketHeader()
    expect(parseHeader(packet, 0, packet.length, header)).toBeUndefined()
    expect(header).toEqual(Object.assign(new PacketHeader(), vector.header))
    const nonce = new Uint8Array(12)
    composeNonce(nonce, packet, 0)
    expect(hexOf(nonce)).toBe(vector.nonce)
    const opener = new PacketOpener()
    const length = opener.open(packet, 0, packet.length, bytesOf(vector.key))
    expect(hexOf(opener.view(length))).toBe(vector.payload)
    expect(isWellFormed(header, opener.payload, length)).toBe(true)
  })
})

describe('bad vectors', () => {
  it.each(read('bad') as BadVector[])('refuses: $name', ({ packet, key, reason }) => {
    expect(refusal(bytesOf(packet), key === undefined ? undefined : bytesOf(key))).toBe(reason)
  })
})

describe('key vectors', () => {
  it.each(read('mix-keys') as MixKeyVector[])('derives for listener $listener', (vector) => {
    expect(hexOf(mixKey(bytesOf(vector.secret), vector.listener, bytesOf(vector.sessionNonce)))).toBe(
      vector.key,
    )
  })

  it.each(read('whisper-keys') as WhisperKeyVector[])('derives for list $list of $sourceId', (vector) => {
    const { secret, list, sourceId, sessionNonce } = vector
    expect(hexOf(whisperKey(bytesOf(secret), list, sourceId, bytesOf(sessionNonce)))).toBe(vector.key)
  })

  it.each(read('source-keys') as KeyVector[])('derives for source $sourceId', (vector) => {
    const key = sourceKey(bytesOf(vector.secret), vector.sourceId, bytesOf(vector.sessionNonce))
    expect(hexOf(key)).toBe(vector.key)
  })
})
