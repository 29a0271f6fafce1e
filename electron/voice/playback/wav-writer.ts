import { closeSync, openSync, writeSync } from 'node:fs'
import { PalabreError } from '../../contract/errors.ts'
import { SAMPLE_RATE } from '../units.ts'
import { PLAYBACK_CONFIG } from './config.ts'
import type { SampleStore } from './paced-sink.ts'

const HEADER_BYTES = 44
const SAMPLE_BYTES = 2
const FULL_SCALE = 32_767
/** The longest a RIFF file can say it is. */
const MOST_DATA_BYTES = 0xffff_ffff - HEADER_BYTES

/**
 * Writes 16-bit PCM at 48 kHz: the mean of left and right, or both. Samples gather in memory and go out in large pieces; the lengths in the header
 * are brought up to date with each piece, so a recording that breaks off is a valid file. When the disk refuses,
 * the recording ends and `onError` is told once; the voice goes on.
 */
export class WavWriter implements SampleStore {
  readonly #file: number
  readonly #onError: (error: PalabreError) => void
  readonly #channels: 1 | 2
  readonly #buffer = new Uint8Array(PLAYBACK_CONFIG.wavBufferBytes)
  readonly #view = new DataView(this.#buffer.buffer)
  #used = 0
  #written = 0
  #open = true

  /** Creates or empties the file. Throws PalabreError `data-unwritable`. */
  constructor(path: string, onError: (error: PalabreError) => void, channels: 1 | 2 = 1) {
    this.#onError = onError
    this.#channels = channels
    try {
      this.#file = openSync(path, 'w')
    } catch (error) {
      throw unwritable(error)
    }
    this.#write(headerOf(0, channels), HEADER_BYTES, 0)
  }

  append(frame: Float32Array): void {
    for (let index = 0; index + 1 < frame.length; index += 2) {
      const [left, right] = [frame[index] ?? 0, frame[index + 1] ?? 0]
      if (this.#channels === 1) this.#put((left + right) / 2)
      else {
        this.#put(left)
        this.#put(right)
      }
    }
  }

  close(): void {
    if (!this.#open) return
    this.#flush()
    this.#end()
  }

  #put(sample: number): void {
    if (this.#used === this.#buffer.length) this.#flush()
    const value = Math.round(sample * FULL_SCALE)
    this.#view.setInt16(this.#used, Math.max(-FULL_SCALE - 1, Math.min(FULL_SCALE, value)), true)
    this.#used += SAMPLE_BYTES
  }

  #flush(): void {
    const length = Math.min(this.#used, MOST_DATA_BYTES - this.#written)
    this.#used = 0
    if (!this.#open || length === 0) return
    this.#write(this.#buffer, length, HEADER_BYTES + this.#written)
    this.#written += length
    this.#write(headerOf(this.#written, this.#channels), HEADER_BYTES, 0)
  }

  #write(bytes: Uint8Array, length: number, place: number): void {
    if (!this.#open) return
    try {
      writeSync(this.#file, bytes, 0, length, place)
    } catch (error) {
      this.#end()
      this.#onError(unwritable(error))
    }
  }

  #end(): void {
    this.#open = false
    try {
      closeSync(this.#file)
    } catch (error) {
      this.#onError(unwritable(error))
    }
  }
}

function headerOf(dataBytes: number, channels: number): Uint8Array {
  const header = Buffer.alloc(HEADER_BYTES)
  header.write('RIFF', 0, 'latin1')
  header.writeUInt32LE(HEADER_BYTES - 8 + dataBytes, 4)
  header.write('WAVEfmt ', 8, 'latin1')
  header.writeUInt32LE(16, 16)
  header.writeUInt16LE(1, 20)
  header.writeUInt16LE(channels, 22)
  header.writeUInt32LE(SAMPLE_RATE, 24)
  header.writeUInt32LE(SAMPLE_RATE * SAMPLE_BYTES * channels, 28)
  header.writeUInt16LE(SAMPLE_BYTES * channels, 32)
  header.writeUInt16LE(SAMPLE_BYTES * 8, 34)
  header.write('data', 36, 'latin1')
  header.writeUInt32LE(dataBytes, 40)
  return header
}

function unwritable(error: unknown): PalabreError {
  const reason = error instanceof Error ? error.message : String(error)
  return new PalabreError('data-unwritable', { detail: reason, cause: error })
}
