import { describe, expect, it } from 'vitest'
import { packetSamples } from '../../../../../electron/voice/record/opus-packet.ts'
import type { RecordedFrame } from '../../../../../electron/voice/record/reorder.ts'
import { TrackTimeline } from '../../../../../electron/voice/record/track-timeline.ts'

const FRAME = 960
const VOICE = Uint8Array.of(0xf8, 1, 2)

interface Written {
  readonly kind: 'voice' | 'silent' | 'concealed'
  readonly from: number
  readonly samples: number
}

function timeline(): { track: TrackTimeline; written: Written[] } {
  const written: Written[] = []
  let at = 0
  const track = new TrackTimeline({
    write: (packet, samples) => {
      expect(packetSamples(packet)).toBe(samples)
      const kind = packet === VOICE ? 'voice' : packet.length === 2 ? 'concealed' : 'silent'
      written.push({ kind, from: at, samples })
      at += samples
    },
  })
  return { track, written }
}

function frame(sequence: number, time = sequence * FRAME, level = 30): RecordedFrame {
  return { sequence, time, samples: FRAME, packet: VOICE, level, isCopy: false }
}

function samplesOf(written: readonly Written[], kind: Written['kind']): number {
  return written.filter((one) => one.kind === kind).reduce((sum, { samples }) => sum + samples, 0)
}

describe('laying frames in time', () => {
  it('fills with silence what comes before, and ends where it is told', () => {
    const { track, written } = timeline()
    track.lay(frame(0), 48_000)
    track.lay(frame(1), 48_000 + FRAME)
    track.extend(96_000)
    expect([samplesOf(written, 'silent'), samplesOf(written, 'voice')]).toEqual([
      96_000 - 2 * FRAME,
      2 * FRAME,
    ])
    expect(written.find(({ kind }) => kind === 'voice')?.from).toBe(48_000)
    expect(track.end).toBe(96_000)
  })

  it('has a lost frame concealed, a long loss silent, and a pause silent however short', () => {
    const { track, written } = timeline()
    track.lay(frame(0), 0)
    track.lay(frame(3), 3 * FRAME)
    expect(samplesOf(written, 'concealed')).toBe(2 * FRAME)
    track.lay(frame(4, 6 * FRAME), 6 * FRAME)
    expect([samplesOf(written, 'concealed'), samplesOf(written, 'silent')]).toEqual([2 * FRAME, 2 * FRAME])
    track.lay(frame(50, 50 * FRAME), 50 * FRAME)
    expect(samplesOf(written, 'concealed')).toBe(2 * FRAME)
    expect(track.end).toBe(51 * FRAME)
    expect(track.counts).toEqual({ frames: 4, copies: 0, concealed: 2 * FRAME, leftOut: 0 })
  })

  it('keeps a sender whose clock runs apart within 12 ms, by steps of concealment or frames left out', () => {
    for (const ppm of [-500, 500]) {
      const { track, written } = timeline()
      const errors: number[] = []
      for (let sequence = 0; sequence < 15_000; sequence += 1) {
        const place = (sequence * FRAME) / (1 + ppm * 1e-6)
        const before = track.counts.leftOut
        track.lay(frame(sequence), place)
        if (track.counts.leftOut === before) errors.push(track.end - FRAME - place)
      }
      expect(Math.max(...errors.map(Math.abs))).toBeLessThanOrEqual((12 + 2.5) * 48)
      const corrected = samplesOf(written, 'concealed') + track.counts.leftOut * FRAME
      expect(corrected).toBeLessThan(0.002 * 15_000 * FRAME)
    }
  })

  it('puts it right earlier where it is quiet', () => {
    const quietly = (level: number): number => {
      const { track } = timeline()
      track.lay(frame(0), 0)
      track.lay(frame(1, FRAME, level), FRAME + 5 * 48)
      return track.counts.concealed
    }
    expect([quietly(30), quietly(90)]).toEqual([0, 5 * 48])
  })

  it('begins another session of the same person where it belongs', () => {
    const { track, written } = timeline()
    track.lay(frame(0), 0)
    track.part()
    track.lay(frame(9, 12_345), 10 * FRAME)
    expect([samplesOf(written, 'silent'), samplesOf(written, 'concealed')]).toEqual([9 * FRAME, 0])
  })
})
