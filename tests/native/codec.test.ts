import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { afterEach, describe, expect, test } from 'vitest'
import { isNativeError, loadCodec } from '../../native/index.ts'
import type { NativeOpusDecoder, NativeOpusEncoder, OpusEncoderOptions } from '../../native/index.ts'
import { delayByCorrelation, levelDb } from '../support/audio-measure.ts'
import { imitatedSpeech } from '../support/speech.ts'
import { seededRandom } from '../support/seeded-random.ts'

const codec = loadCodec()
const RATE = 48_000
const PACKET_BYTES = 1276

const open: { close: () => void }[] = []
afterEach(() => {
  for (const one of open.splice(0)) one.close()
})

function encoderOf(application: OpusEncoderOptions['application'], channels: 1 | 2 = 1): NativeOpusEncoder {
  const encoder = codec.createEncoder({ channels, application })
  open.push(encoder)
  return encoder
}

function decoderOf(channels: 1 | 2 = 1): NativeOpusDecoder {
  const decoder = codec.createDecoder({ channels })
  open.push(decoder)
  return decoder
}

/** Packets of a mono recording. */
function packetsOf(encoder: NativeOpusEncoder, pcm: Float32Array, frame: number): Uint8Array[] {
  const out = new Uint8Array(PACKET_BYTES)
  const packets: Uint8Array[] = []
  for (let at = 0; at + frame <= pcm.length; at += frame) {
    packets.push(out.slice(0, encoder.encode(pcm.subarray(at, at + frame), out)))
  }
  return packets
}

/** Signal to noise of `heard` against `sent`, dB. */
function snrDb(sent: Float32Array, heard: Float32Array): number {
  return levelDb(sent) - levelDb(sent.map((sample, i) => sample - (heard[i] ?? 0)))
}

describe('wrong arguments', () => {
  /** Values of every kind; none may do more than throw a named error, wherever it is put. */
  const STRANGE: unknown[] = [
    undefined,
    null,
    true,
    -1,
    0.5,
    Number.NaN,
    Infinity,
    2 ** 53,
    'voip',
    '\0',
    Symbol('x'),
    10n,
    [],
    {},
    () => 1,
    new Proxy({}, {}),
    new ArrayBuffer(8),
    new DataView(new ArrayBuffer(8)),
    new Int16Array(480),
    new Float32Array(0),
    new Float32Array(7),
    new Uint8Array(0),
    detached(),
  ]

  function detached(): Uint8Array {
    const array = new Uint8Array(8)
    structuredClone(array, { transfer: [array.buffer] })
    return array
  }

  function isNamed(error: unknown): boolean {
    return error instanceof TypeError || error instanceof RangeError || isNativeError(error)
  }

  function callFreely(target: object, name: string, self: unknown, args: unknown[]): void {
    try {
      Reflect.apply(Reflect.get(target, name) as () => unknown, self, args)
    } catch (error) {
      if (!isNamed(error)) throw error
    }
  }

  test('of any kind, in any place, end in a named error at worst', () => {
    const encoder = encoderOf('voip')
    const targets: object[] = [codec, encoder, decoderOf()]
    for (const target of targets) {
      const methods = Object.keys(target).filter((name) => name !== 'close' && name !== 'version')
      for (const name of methods.filter((name) => name !== 'lookahead')) {
        for (const first of STRANGE) {
          for (const second of STRANGE) callFreely(target, name, target, [first, second])
          callFreely(target, name, first, [new Float32Array(480), new Uint8Array(100)])
        }
      }
    }
    expect(encoder.encode(new Float32Array(480), new Uint8Array(100))).toBeGreaterThan(0)
  })

  test('name the argument', () => {
    const wrong = (value: unknown): never => value as never
    const encoder = encoderOf('voip')
    const decoder = decoderOf(2)
    const packet = new Uint8Array(10)
    const cases: [() => unknown, typeof TypeError, string][] = [
      [() => codec.createEncoder(wrong(1)), TypeError, 'options must be an object'],
      [
        () => codec.createEncoder(wrong({ channels: 3, application: 'voip' })),
        RangeError,
        'options.channels',
      ],
      [() => codec.createEncoder(wrong({ channels: 1, application: 'x' })), RangeError, "one of 'voip'"],
      [() => codec.createDecoder(wrong({})), TypeError, 'options.channels must be a number'],
      [
        () => {
          encoder.configure({ bitrate: 499 })
        },
        RangeError,
        'settings.bitrate',
      ],
      [
        () => {
          encoder.configure({ complexity: 5.5 })
        },
        RangeError,
        'settings.complexity',
      ],
      [
        () => {
          encoder.configure({ vbr: wrong(1) })
        },
        TypeError,
        'settings.vbr must be a boolean',
      ],
      [
        () => {
          encoder.configure({ expectedLossPercent: 101 })
        },
        RangeError,
        'settings.expectedLossPercent',
      ],
      [
        () => {
          encoder.configure({ maxBandwidth: wrong('wider') })
        },
        RangeError,
        'settings.maxBandwidth',
      ],
      [() => encoder.encode(new Float32Array(479), packet), RangeError, 'pcm must be 2.5, 5, 10'],
      [() => encoder.encode(new Float32Array(480), new Uint8Array(0)), RangeError, 'out must be at least 1'],
      [() => encoder.encode(wrong(new Float64Array(480)), packet), TypeError, 'pcm must be a Float32Array'],
      [() => decoder.decode(packet, new Float32Array(481)), RangeError, 'out must be whole samples'],
      [() => decoder.decodeFec(packet, new Float32Array(481)), RangeError, 'out must be 2.5 to 120 ms'],
      [() => decoder.conceal(new Float32Array(120)), RangeError, 'out must be 2.5 to 120 ms'],
      [() => decoder.conceal(new Float32Array(2 * 5880)), RangeError, 'out must be 2.5 to 120 ms'],
    ]
    for (const [call, type, text] of cases) {
      expect(call, text).toThrow(type)
      expect(call).toThrow(text)
    }
  })

  test('a method of one kind of object refuses another kind', () => {
    const encoder = encoderOf('voip')
    const decoder = decoderOf()
    const call = (owner: object, name: string, self: object, args: unknown[] = []): unknown =>
      Reflect.apply(Reflect.get(owner, name) as () => unknown, self, args)
    const frame = new Float32Array(480)
    expect(call(decoder, 'conceal', decoder, [frame])).toBe(480)
    for (const self of [{}, encoder, new Proxy(decoder, {}), Object.create(decoder) as object]) {
      expect(() => call(decoder, 'conceal', self, [frame])).toThrow('this must be a native Opus decoder')
      expect(() => call(decoder, 'close', self)).toThrow(TypeError)
    }
  })

  test('a closed object says so, and closing twice is nothing', () => {
    const encoder = encoderOf('voip')
    encoder.close()
    encoder.close()
    expect(() => encoder.encode(new Float32Array(480), new Uint8Array(100))).toThrow(
      expect.objectContaining({
        name: 'NativeError',
        code: 'closed',
        message: 'This Opus encoder is closed.',
      }),
    )
  })

  test('settings that close the encoder while they are read do no harm', () => {
    const encoder = encoderOf('voip')
    const settings = {
      get bitrate() {
        encoder.close()
        return 64_000
      },
    }
    expect(() => {
      encoder.configure(settings)
    }).toThrow('closed')
    const thrower = {
      get bitrate(): number {
        throw new Error('mine')
      },
    }
    expect(() => {
      encoderOf('voip').configure(thrower)
    }).toThrow('mine')
  })

  test('bytes that are no packet answer a negative number', () => {
    const decoder = decoderOf()
    const random = seededRandom(7)
    const out = new Float32Array(5760)
    expect(decoder.decode(new Uint8Array(0), out)).toBeLessThan(0)
    expect(codec.packetSamples(new Uint8Array(0))).toBeLessThan(0)
    expect(codec.packetHasFec(new Uint8Array(0))).toBe(false)
    for (let length = 1; length <= PACKET_BYTES; length += 1) {
      const bytes = new Uint8Array(length).map(() => Math.floor(random.fraction() * 256))
      const samples = codec.packetSamples(bytes)
      const decoded = decoder.decode(bytes, out)
      expect(decoded < 0 || decoded === samples).toBe(true)
      codec.packetHasFec(bytes)
      decoder.decodeFec(bytes, out.subarray(0, 480))
    }
  })

  test('a packet longer than the buffer is an error and writes nothing beyond it', () => {
    const [packet = new Uint8Array(0)] = packetsOf(encoderOf('voip'), imitatedSpeech(5760), 5760)
    const memory = new Float32Array(2000).fill(7)
    expect(codec.packetSamples(packet)).toBe(5760)
    expect(decoderOf().decode(packet, memory.subarray(0, 960))).toBeLessThan(0)
    expect(memory.subarray(960).every((sample) => sample === 7)).toBe(true)
  })
})

describe('a voice there and back', () => {
  const VOICE = imitatedSpeech(2 * RATE)

  test.each([120, 240, 480, 960, 1920, 2880])('keeps level and form in frames of %i samples', (frame) => {
    const encoder = encoderOf('audio')
    const decoder = decoderOf()
    encoder.configure({ bitrate: 128_000, complexity: 5 })
    const heard = new Float32Array(VOICE.length)
    packetsOf(encoder, VOICE, frame).forEach((packet, i) => {
      expect(codec.packetSamples(packet)).toBe(frame)
      expect(decoder.decode(packet, heard.subarray(i * frame, (i + 1) * frame))).toBe(frame)
    })
    const { lookahead } = encoder
    const sent = VOICE.subarray(0, RATE)
    const aligned = heard.subarray(lookahead, lookahead + RATE)
    expect(delayByCorrelation(sent, heard, 0, 2000)).toBe(lookahead)
    expect(Math.abs(levelDb(aligned) - levelDb(sent))).toBeLessThan(0.5)
    expect(snrDb(sent, aligned)).toBeGreaterThan(12)
  })

  test('in two channels keeps them apart', () => {
    const encoder = encoderOf('audio', 2)
    const decoder = decoderOf(2)
    encoder.configure({ bitrate: 256_000 })
    const pcm = new Float32Array(960)
    const packet = new Uint8Array(PACKET_BYTES)
    const out = new Float32Array(960)
    for (let frame = 0; frame < 50; frame += 1) {
      for (let i = 0; i < 480; i += 1) pcm[2 * i] = 0.5 * Math.sin((frame * 480 + i) / 10)
      const bytes = encoder.encode(pcm, packet)
      expect(decoder.decode(packet.subarray(0, bytes), out)).toBe(480)
    }
    expect(levelDb(out.filter((_, i) => i % 2 === 0))).toBeGreaterThan(-10)
    expect(levelDb(out.filter((_, i) => i % 2 === 1))).toBeLessThan(-40)
  })

  test('has the lookahead of its application', () => {
    expect(encoderOf('lowdelay').lookahead).toBe(120)
    expect(encoderOf('voip').lookahead).toBe(312)
  })

  test('follows the bit rate', () => {
    const bytesAt = (bitrate: number): number => {
      const encoder = encoderOf('voip')
      encoder.configure({ bitrate, vbr: false })
      return packetsOf(encoder, VOICE, 960).at(-1)?.length ?? 0
    }
    expect(bytesAt(24_000)).toBe(60)
    expect(bytesAt(64_000)).toBe(160)
  })

  test('spares silence with DTX', () => {
    const encoder = encoderOf('voip')
    encoder.configure({ dtx: true })
    const packets = packetsOf(encoder, new Float32Array(RATE), 960)
    expect(packets.slice(25).filter((packet) => packet.length > 2).length).toBeLessThan(5)
  })

  test('begins anew after a reset', () => {
    const encoder = encoderOf('voip')
    const first = packetsOf(encoder, VOICE.subarray(0, 4800), 480)
    encoder.reset()
    expect(packetsOf(encoder, VOICE.subarray(0, 4800), 480)).toEqual(first)
  })
})

describe('lost packets', () => {
  const FRAME = 480
  /** Bursts of a fifth of a second with as much silence between: what begins cannot be guessed from before. */
  const BURST = 20
  const VOICE = new Float32Array(4 * RATE).map((_, i) =>
    Math.floor(i / FRAME / BURST) % 2 === 0 ? 0 : 0.3 * Math.sin(i * 0.03) + 0.2 * Math.sin(i * 0.09),
  )

  function protectedPackets(): { packets: Uint8Array[]; lookahead: number } {
    const encoder = encoderOf('voip')
    encoder.configure({ bitrate: 64_000, inbandFec: true, expectedLossPercent: 20, signal: 'voice' })
    return { packets: packetsOf(encoder, VOICE, FRAME), lookahead: encoder.lookahead }
  }

  /** The second frame of each burst lost; the mean quality of what stands in its place, dB. */
  function lostFrameSnr(repair: 'fec' | 'conceal'): number {
    const { packets, lookahead } = protectedPackets()
    const decoder = decoderOf()
    const snrs: number[] = []
    packets.forEach((packet, i) => {
      const heard = new Float32Array(FRAME)
      if (i % (2 * BURST) !== BURST + 1) {
        expect(decoder.decode(packet, heard)).toBe(FRAME)
        return
      }
      const next = packets[i + 1] ?? packet
      expect(repair === 'fec' ? decoder.decodeFec(next, heard) : decoder.conceal(heard)).toBe(FRAME)
      snrs.push(snrDb(VOICE.subarray(i * FRAME - lookahead, (i + 1) * FRAME - lookahead), heard))
    })
    return snrs.reduce((sum, snr) => sum + snr, 0) / snrs.length
  }

  test('packets tell whether they carry the frame before', () => {
    const { packets } = protectedPackets()
    const inBursts = packets.filter((_, i) => i % (2 * BURST) >= BURST + 2)
    const carrying = inBursts.filter((packet) => codec.packetHasFec(packet))
    expect(carrying.length).toBeGreaterThan(0.9 * inBursts.length)
    const lowDelay = packetsOf(encoderOf('lowdelay'), VOICE, FRAME)
    expect(lowDelay.some((packet) => codec.packetHasFec(packet))).toBe(false)
  })

  test('are brought back by FEC better than by concealment', () => {
    const [fec, conceal] = [lostFrameSnr('fec'), lostFrameSnr('conceal')]
    expect(fec).toBeGreaterThan(conceal + 3)
  })

  test('concealment fades out', () => {
    const { packets } = protectedPackets()
    const decoder = decoderOf()
    const frame = new Float32Array(FRAME)
    for (const packet of packets) decoder.decode(packet, frame)
    for (let i = 0; i < 100; i += 1) expect(decoder.conceal(frame)).toBe(FRAME)
    expect(levelDb(frame)).toBeLessThan(-50)
  })
})

test('works in several worker threads at once, which may end with objects open', async () => {
  const path = new URL('../support/codec-in-worker.ts', import.meta.url)
  const workers = Array.from({ length: 4 }, () => new Worker(path))
  const answers = await Promise.all(
    workers.map(async (worker) => (await once(worker, 'message'))[0] as number),
  )
  expect(answers.every((bytes) => bytes > 0)).toBe(true)
  const codes = await Promise.all(workers.map((worker) => worker.terminate()))
  expect(codes).toEqual([1, 1, 1, 1])
})
