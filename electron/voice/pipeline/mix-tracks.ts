import { OpusDecoder } from '../codec/opus-decoder.ts'
import { OpusEncoder } from '../codec/opus-encoder.ts'
import type { FrameDecoder } from '../interfaces.ts'
import { Mixer } from '../mix/mixer.ts'
import { VoiceStrip } from '../mix/voice-strip.ts'
import { RECORD_CONFIG } from '../record/config.ts'
import { OggOpusReader } from '../record/ogg-opus-reader.ts'
import { OggOpusWriter } from '../record/ogg-opus-writer.ts'
import { MOST_PACKET_SAMPLES } from '../record/opus-packet.ts'
import { samplesOf } from '../units.ts'
import { CODEC_CONFIG } from '../codec/config.ts'

const FRAME_SAMPLES = samplesOf(RECORD_CONFIG.mixFrameMs)
/** Frames between two tellings of progress: a second. */
const PROGRESS_EVERY = 50

export interface MixTracksOptions {
  /** Tracks as `makeTracks` made them, equally long. */
  readonly tracks: readonly string[]
  /** How long they are, samples. */
  readonly samples: number
  readonly path: string
  readonly serial: number
  readonly comments: Readonly<Record<string, string>>
  /** Now and then, with the share done, 0..1; a throw ends the work. */
  readonly onProgress?: (share: number) => void
}

/** One track as samples, from the beginning of the recording on. */
class TrackPlayer {
  readonly frame = new Float32Array(FRAME_SAMPLES)
  readonly strip = new VoiceStrip()
  readonly #reader: OggOpusReader
  readonly #decoder: FrameDecoder = new OpusDecoder()
  readonly #decoded = new Float32Array(MOST_PACKET_SAMPLES)
  #from = 0
  #count = 0
  #skip: number

  constructor(path: string) {
    this.#reader = new OggOpusReader(path)
    this.#skip = this.#reader.preSkip
  }

  /** Fills `frame`; silence after the end. */
  pull(): void {
    let filled = 0
    while (filled < FRAME_SAMPLES) {
      if (this.#count === 0 && !this.#decode()) {
        this.frame.fill(0, filled)
        return
      }
      const count = Math.min(FRAME_SAMPLES - filled, this.#count)
      this.frame.set(this.#decoded.subarray(this.#from, this.#from + count), filled)
      filled += count
      this.#from += count
      this.#count -= count
    }
  }

  close(): void {
    this.#reader.close()
    this.#decoder.close()
  }

  /** Decodes until there is something beyond what is to be dropped; false at the end. */
  #decode(): boolean {
    for (;;) {
      const packet = this.#reader.next()
      if (packet === undefined) return false
      const samples = this.#decoder.decode(packet, this.#decoded)
      const skipped = Math.min(this.#skip, samples)
      this.#skip -= skipped
      this.#from = skipped
      this.#count = samples - skipped
      if (this.#count > 0) return true
    }
  }
}

/**
 * Mixes tracks into one: loudness of the voices matched, peaks limited, in time with each of the tracks. Answers the
 * file's bytes. Throws what the file system throws; then a file may be left.
 */
export function mixTracks(options: MixTracksOptions): number {
  const { tracks, samples, path, serial, comments, onProgress } = options
  const mixer = new Mixer()
  const encoder = new OpusEncoder({ frameMs: RECORD_CONFIG.mixFrameMs, bitrate: RECORD_CONFIG.mixBitrate })
  encoder.configure({ expectedLossPercent: 0 })
  const players = tracks.map((track) => new TrackPlayer(track))
  // What limiter and codec are late by is dropped again.
  const preSkip = encoder.lookahead + mixer.delaySamples
  const writer = new OggOpusWriter(path, { channels: 1, preSkip, serial, comments })
  try {
    const frames = Math.ceil((samples + preSkip) / FRAME_SAMPLES)
    const out = new Uint8Array(CODEC_CONFIG.packetMostBytes)
    const sum = new Float32Array(FRAME_SAMPLES)
    for (let frame = 0; frame < frames; frame += 1) {
      mixFrame(mixer, players, sum)
      writer.write(out.subarray(0, encoder.encode(sum, out)), FRAME_SAMPLES)
      if (frame % PROGRESS_EVERY === 0) onProgress?.(frame / frames)
    }
    writer.close(samples + preSkip)
    return writer.bytes
  } finally {
    writer.abandon()
    for (const player of players) player.close()
    encoder.close()
  }
}

function mixFrame(mixer: Mixer, players: readonly TrackPlayer[], sum: Float32Array): void {
  mixer.begin(sum)
  for (const player of players) {
    player.pull()
    player.strip.aim(player.frame, true, 1)
    mixer.add(sum, player.frame, player.strip.left)
  }
  mixer.finish(sum)
}
