import { afterEach, describe, expect, test } from 'vitest'
import { OpusEncoder } from '../../../../../electron/voice/codec/opus-encoder.ts'
import { PacketCoder } from '../../../../../electron/voice/pipeline/packet-coder.ts'
import { firstPlan } from '../../../../../electron/voice/pipeline/sender-pipeline.ts'
import { bytesPerCall } from '../../../../support/heap.ts'
import { imitatedSpeech } from '../../../../support/speech.ts'
import { VoiceLine, type VoiceLineOptions } from '../../../../support/voice-line.ts'
import { delayByCorrelation, levelDb, stoi } from '../../../../support/audio-measure.ts'

const lines: VoiceLine[] = []
const lineOf = (options: VoiceLineOptions): VoiceLine => {
  const made = new VoiceLine(options)
  lines.push(made)
  return made
}

afterEach(() => {
  for (const line of lines.splice(0)) line.close()
})

const said = imitatedSpeech(8 * 48_000)

describe('copies of earlier frames, over a whole line', () => {
  test('fill what a fifth lost leaves open', () => {
    const impairment = { loss: 0.2, jitterMs: 20 }
    const [without, two] = ([0, 2] as const).map((redundancy) => {
      const line = lineOf({ impairment, plan: { redundancy } })
      line.speak(said)
      return line.stats
    })
    const frames = said.length / 480
    expect(without?.recoveredByRedundancy).toBe(0)
    expect(without?.concealed).toBeGreaterThan(0.15 * frames)
    expect(two?.lost).toBeGreaterThan(0.15 * frames)
    expect(two?.recoveredByRedundancy).toBeGreaterThan(0.15 * frames)
    expect(two?.concealed).toBeLessThan(0.04 * frames)
    expect(two?.targetDelayMs).toBeGreaterThan(without?.targetDelayMs ?? Infinity)
  })

  test('cost bits and nothing else where nothing is lost', () => {
    const [without, two] = ([0, 2] as const).map((redundancy) => {
      const line = lineOf({ plan: { redundancy, redundancyBitrate: 16_000 } })
      const heard = line.speak(said)
      return { heard, bytes: line.sender.bytesSent, stats: line.stats }
    })
    expect(two?.heard).toEqual(without?.heard)
    expect(two?.bytes).toBeGreaterThan(1.2 * (without?.bytes ?? Infinity))
    expect(two?.stats).toMatchObject({
      recoveredByRedundancy: 0,
      concealed: 0,
      duplicate: 0,
      late: 0,
      lost: 0,
    })
  })

  test('cost delay only while something is lost', () => {
    const line = lineOf({ impairment: { loss: 0.2 }, plan: { redundancy: 2 } })
    line.speak(said)
    const during = line.stats.targetDelayMs
    line.link.change({})
    line.speak(said)
    line.speak(said)
    expect(during).toBeGreaterThanOrEqual(20)
    expect(line.stats.targetDelayMs).toBe(15)
  })

  test.each([1, 2] as const)(
    '%i of them, and one packet lost: its number is lost, its frame recovered',
    (redundancy) => {
      const line = lineOf({ plan: { redundancy } })
      let count = 0
      line.link.change({ loss: 0 })
      line.speak(said, () => {
        const sent = line.sender.framesSent
        if (sent === count) return
        count = sent
        line.link.change({ loss: sent % 40 === 20 ? 1 : 0 })
      })
      const { lost, recoveredByRedundancy, concealed, recoveredByFec } = line.stats
      expect(lost).toBe(20)
      expect({ recoveredByFec, all: recoveredByRedundancy + concealed }).toEqual({
        recoveredByFec: 0,
        all: 20,
      })
      expect(recoveredByRedundancy).toBeGreaterThanOrEqual(17)
    },
  )
})

describe('a plan that changes while somebody speaks', () => {
  test('the length of frames, there and back, with nothing missing or doubled', () => {
    const line = lineOf({})
    const plain = lineOf({}).speak(said)
    const heard = line.speak(said, (ms) => {
      if (ms % 500 === 0) line.plan({ frameMs: ms % 1000 === 0 ? 10 : 20, redundancy: 2 })
    })
    expect(line.stats).toMatchObject({ concealed: 0, lost: 0, late: 0, duplicate: 0 })
    expect(line.refused).toEqual([])
    expect(line.stats.packetsReceived).toBeGreaterThan(590)
    expect(line.stats.packetsReceived).toBeLessThan(610)
    expect(Math.abs(levelDb(heard.subarray(48_000)) - levelDb(plain.subarray(48_000)))).toBeLessThan(1)
  })

  test.each([2.5, 5, 20, 40, 60] as const)('frames of %f ms', (frameMs) => {
    const line = lineOf({ frameMs: frameMs < 10 ? frameMs : 10, plan: { frameMs } })
    line.speak(said.subarray(0, 96_000))
    expect(line.stats).toMatchObject({ concealed: 0, lost: 0 })
    expect(line.stats.packetsReceived).toBeGreaterThanOrEqual(Math.floor(1_880 / frameMs))
    expect(line.stats.packetsReceived).toBeLessThanOrEqual(Math.ceil(2_000 / frameMs))
  })

  test('a frame shorter than a captured block is as long as that', () => {
    const line = lineOf({ plan: { frameMs: 2.5 } })
    line.speak(said.subarray(0, 48_000))
    expect(line.stats.packetsReceived).toBe(100)
  })

  test('the bitrate', () => {
    const line = lineOf({ bitrate: 64_000 })
    line.speak(said)
    const before = line.sender.bytesSent
    line.plan({ bitrate: 16_000 })
    line.speak(said)
    expect(line.sender.bytesSent - before).toBeLessThan(0.6 * before)
  })
})

test('frames of 20 ms sound as before when they have changed to 10 and back', () => {
  const line = lineOf({ frameMs: 20 })
  const changed = line.speak(said, (ms) => {
    if (ms === 4_000) line.plan({ frameMs: 10 })
    if (ms === 4_400) line.plan({ frameMs: 20 })
  })
  const plain = lineOf({ frameMs: 20 }).speak(said)
  const [before, after] = [plain, changed].map((heard) => heard.subarray(5 * 48_000)) as [
    Float32Array,
    Float32Array,
  ]
  const lag = delayByCorrelation(before.subarray(0, 96_000), after, -4_800, 4_800)
  expect(stoi(before.subarray(4_800, 96_000), after.subarray(4_800 + lag))).toBeGreaterThan(0.97)
})

test('a frame on its way to a payload with two copies leaves nothing on the heap', () => {
  const plan = { ...firstPlan({ frameMs: 10, bitrate: 48_000 }), redundancy: 2 } as const
  const coder = new PacketCoder((config) => new OpusEncoder(config), plan)
  const payload = new Uint8Array(1_168)
  const frame = new Float32Array(480)
  let block = 0
  const call = (): void => {
    const at = (block % 100) * frame.length
    for (let index = 0; index < frame.length; index += 1) frame[index] = said[at + index] ?? 0
    block += 1
    coder.encode(frame, false, payload)
  }
  expect(bytesPerCall(call, 500, 1_500)).toBeLessThan(8)
  coder.close()
})
