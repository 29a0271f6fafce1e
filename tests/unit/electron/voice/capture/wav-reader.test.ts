import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { PalabreError } from '../../../../../electron/contract/errors.ts'
import { decodeWav, readWavFile } from '../../../../../electron/voice/capture/wav-reader.ts'

interface Shape {
  format?: number
  channels?: number
  rate?: number
  bits?: number
  extra?: boolean
  dataLength?: number
}

function wav(data: Buffer, shape: Shape = {}): Buffer {
  const { format = 1, channels = 1, rate = 48_000, bits = 16, extra = false } = shape
  const description = Buffer.alloc(format === 0xfffe ? 40 : 16)
  description.writeUInt16LE(format, 0)
  description.writeUInt16LE(channels, 2)
  description.writeUInt32LE(rate, 4)
  description.writeUInt16LE(bits, 14)
  if (format === 0xfffe) description.writeUInt16LE(1, 24)
  const chunk = (name: string, bytes: Buffer, length = bytes.length) => {
    const head = Buffer.alloc(8)
    head.write(name, 0, 'latin1')
    head.writeUInt32LE(length, 4)
    return Buffer.concat([head, bytes, Buffer.alloc(bytes.length % 2)])
  }
  const between = extra ? [chunk('LIST', Buffer.from('odd'))] : []
  const body = [chunk('fmt ', description), ...between, chunk('data', data, shape.dataLength)]
  return Buffer.concat([Buffer.from('RIFF\0\0\0\0WAVE', 'latin1'), ...body])
}

const bytes16 = (...values: number[]) => Buffer.from(Int16Array.from(values).buffer)

describe('a WAV file', () => {
  test('of 16 bits', () => {
    expect([...decodeWav(wav(bytes16(0, 16_384, -32_768)))]).toEqual([0, 0.5, -1])
  })

  test('of 24 bits', () => {
    const data = Buffer.from([0, 0, 0x40, 0, 0, 0x80, 0xff, 0xff, 0xff])
    expect([...decodeWav(wav(data, { bits: 24 }))]).toEqual([0.5, -1, -(2 ** -23)])
  })

  test('of 32 bits', () => {
    const data = Buffer.from(Int32Array.from([2 ** 30, -(2 ** 31)]).buffer)
    expect([...decodeWav(wav(data, { bits: 32 }))]).toEqual([0.5, -1])
  })

  test('of floats, where no number is silence', () => {
    const data = Buffer.from(Float32Array.from([0.25, Number.NaN, -2]).buffer)
    expect([...decodeWav(wav(data, { format: 3, bits: 32 }))]).toEqual([0.25, 0, -2])
  })

  test('of two channels is averaged', () => {
    expect([...decodeWav(wav(bytes16(16_384, 0, 16_384, 16_384), { channels: 2 }))]).toEqual([0.25, 0.5])
  })

  test('with an extensible header and with chunks we do not know', () => {
    expect([...decodeWav(wav(bytes16(16_384), { format: 0xfffe }))]).toEqual([0.5])
    expect([...decodeWav(wav(bytes16(16_384), { extra: true }))]).toEqual([0.5])
  })

  test('of another rate is resampled', () => {
    expect(decodeWav(wav(bytes16(...new Array<number>(160).fill(1_000)), { rate: 16_000 }))).toHaveLength(480)
  })

  test('that a pipe left without a length is read to its end', () => {
    expect(decodeWav(wav(bytes16(1, 2, 3), { dataLength: 0xffff_ffff }))).toHaveLength(3)
  })

  test('cut off in a sample loses only that', () => {
    expect(decodeWav(wav(bytes16(1, 2, 3)).subarray(0, -1))).toHaveLength(2)
  })

  test.each([
    ['no file at all', Buffer.alloc(0)],
    ['text', Buffer.from('RIFF but then something else entirely')],
    ['8 bits', wav(Buffer.alloc(4), { bits: 8 })],
    ['a compressed format', wav(Buffer.alloc(4), { format: 2 })],
    ['no channel', wav(Buffer.alloc(4), { channels: 0 })],
    ['an absurd rate', wav(Buffer.alloc(4), { rate: 1 })],
    ['no samples', wav(Buffer.alloc(0)).subarray(0, 36)],
  ])('with %s is refused by name', (_, bytes) => {
    expect(() => decodeWav(bytes)).toThrow(
      expect.objectContaining({ code: 'file-unreadable' }) as PalabreError,
    )
  })
})

test('no bytes make it throw anything but its own error', () => {
  const good = wav(bytes16(...Array.from({ length: 20 }, (_, i) => i * 100)), { extra: true })
  const damage = fc.array(fc.tuple(fc.nat(good.length - 1), fc.nat(255)), { maxLength: 12 })
  fc.assert(
    fc.property(damage, fc.nat(good.length), (changes, length) => {
      const bytes = Buffer.from(good)
      for (const [at, value] of changes) bytes[at] = value
      try {
        expect(decodeWav(bytes.subarray(0, length)).every(Number.isFinite)).toBe(true)
      } catch (error) {
        expect(error).toBeInstanceOf(PalabreError)
      }
    }),
    { numRuns: 2_000 },
  )
})

describe('on disk', () => {
  let folder = ''
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'palabre-wav-'))
  })
  afterAll(() => {
    rmSync(folder, { recursive: true })
  })

  test('is read whole; a missing one is named', () => {
    const file = join(folder, 'a.wav')
    writeFileSync(file, wav(bytes16(16_384)))
    expect([...readWavFile(file)]).toEqual([0.5])
    expect(() => readWavFile(join(folder, 'b.wav'))).toThrow(PalabreError)
    expect(() => readWavFile(folder)).toThrow(PalabreError)
  })
})
