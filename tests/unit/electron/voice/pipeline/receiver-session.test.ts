import { expect, test } from 'vitest'
import type { FrameDecoder } from '../../../../../electron/voice/interfaces.ts'
import { PacketHeader } from '../../../../../electron/voice/packet/header.ts'
import { ReceiverSession } from '../../../../../electron/voice/pipeline/receiver-session.ts'
import { testBytes } from '../../../../support/packet-guest.ts'

/** Decodes a packet into frames full of its first byte; what it invents is 0.5. */
function countingDecoder(fields: Partial<FrameDecoder> = {}): FrameDecoder {
  const fill = (frame: Float32Array, value: number): number => {
    frame.fill(value)
    return frame.length
  }
  return {
    decode: (packet, frame) => (packet[0] === 0xff ? 0 : fill(frame, (packet[0] ?? 0) / 100)),
    hasFec: () => false,
    decodeFec: () => 0,
    conceal: (frame) => fill(frame, 0.5),
    close: () => {},
    ...fields,
  }
}

function sessionOf(
  decoder: FrameDecoder,
  frameCode = 2,
): { session: ReceiverSession; put: (n: number, byte?: number) => void } {
  const member = { sourceId: 3, nickname: 'Ada', sessionNonce: testBytes('nonce', 16) }
  const session = new ReceiverSession(member, decoder)
  const header = new PacketHeader()
  header.frameCode = frameCode
  const samples = [120, 240, 480, 960][frameCode] ?? 0
  const put = (n: number, byte = n): void => {
    header.sequence = n
    header.timestamp = n * samples
    session.insert(header, Uint8Array.of(byte), ((n - 1) * samples) / 48)
  }
  return { session, put }
}

test('hands long frames out in blocks, and puts short ones together', () => {
  const long = sessionOf(countingDecoder(), 3)
  long.put(1)
  const block = new Float32Array(480)
  expect([long.session.pull(block, 20), block[0]]).toEqual([true, Math.fround(0.01)])
  expect([long.session.pull(block, 30), block[479]]).toEqual([true, Math.fround(0.01)])
  const short = sessionOf(countingDecoder(), 0)
  for (let n = 1; n <= 4; n += 1) short.put(n)
  short.session.pull(block, 20)
  expect([0, 120, 240, 479].map((at) => block[at])).toEqual([0.01, 0.02, 0.03, 0.04].map(Math.fround))
})

test('a block with nobody speaking is silence and says so', () => {
  const { session } = sessionOf(countingDecoder())
  const block = new Float32Array(480).fill(9)
  expect(session.pull(block, 0)).toBe(false)
  expect(block.every((sample) => sample === 0)).toBe(true)
  expect(session.stats(0)).toMatchObject({ nickname: 'Ada', levelDb: -127, speaking: false, concealed: 0 })
})

test('a packet that is no Opus is concealed and counted', () => {
  const { session, put } = sessionOf(countingDecoder())
  put(1, 0xff)
  const block = new Float32Array(480)
  expect([session.pull(block, 20), block[0]]).toEqual([true, 0.5])
  expect([session.undecodable, session.stats(0).concealed]).toEqual([1, 1])
})

test('a hole is rebuilt where the next packet can, else concealed', () => {
  for (const [rebuilds, expected] of [
    [true, { recoveredByFec: 1, concealed: 0, lost: 1 }],
    [false, { recoveredByFec: 0, concealed: 1, lost: 1 }],
  ] as const) {
    const { session, put } = sessionOf(
      countingDecoder(rebuilds ? { decodeFec: (_, frame) => frame.length } : {}),
    )
    put(1)
    put(3)
    const block = new Float32Array(480)
    for (const now of [20, 30, 40]) session.pull(block, now)
    expect(session.stats(40)).toMatchObject(expected)
  }
})

test('what waits is forgotten by a flush', () => {
  const { session, put } = sessionOf(countingDecoder())
  put(1)
  session.flush()
  expect(session.pull(new Float32Array(480), 20)).toBe(false)
})
