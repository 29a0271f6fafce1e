import { PalabreError } from '../../contract/errors.ts'
import { CAPTURE_CONFIG } from './config.ts'

/** How the samples of a WAV file are stored. */
export interface WavFormat {
  readonly encoding: 'integer' | 'float'
  readonly channels: number
  /** Samples per second. */
  readonly rate: number
  /** Bytes of one sample of one channel. */
  readonly sampleBytes: number
  /** Where the samples begin, and how many bytes of them there are. */
  readonly dataAt: number
  readonly dataBytes: number
}

const RIFF_HEAD_BYTES = 12
const CHUNK_HEAD_BYTES = 8
const FORMAT_BYTES = 16
const EXTENSIBLE_BYTES = 40
const FORMAT = { pcm: 1, float: 3, extensible: 0xfffe } as const
/** Where the real format stands in an extensible header. */
const SUBFORMAT_AT = 24

/**
 * Reads the chunks of a RIFF WAVE file. Lengths that reach beyond the end, as programs that write into a pipe leave
 * them, mean "to the end". Throws PalabreError `file-unreadable` with what is wrong.
 */
export function parseWav(bytes: Uint8Array): WavFormat {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (bytes.length < RIFF_HEAD_BYTES || textAt(bytes, 0) !== 'RIFF' || textAt(bytes, 8) !== 'WAVE') {
    throw unreadable('it does not begin as a WAV file')
  }
  let format: Omit<WavFormat, 'dataAt' | 'dataBytes'> | undefined
  for (let at = RIFF_HEAD_BYTES; at + CHUNK_HEAD_BYTES <= bytes.length;) {
    const name = textAt(bytes, at)
    const start = at + CHUNK_HEAD_BYTES
    const length = Math.min(view.getUint32(at + 4, true), bytes.length - start)
    if (name === 'fmt ') format = parseFormat(view, start, length)
    if (name === 'data') {
      if (format === undefined) throw unreadable('its samples come before their description')
      return { ...format, dataAt: start, dataBytes: length }
    }
    // Chunks begin at even places.
    at = start + length + (length % 2)
  }
  throw unreadable('it holds no samples')
}

function parseFormat(view: DataView, start: number, length: number): Omit<WavFormat, 'dataAt' | 'dataBytes'> {
  if (length < FORMAT_BYTES) throw unreadable('its description is cut off')
  let code = view.getUint16(start, true)
  if (code === FORMAT.extensible && length >= EXTENSIBLE_BYTES) {
    code = view.getUint16(start + SUBFORMAT_AT, true)
  }
  const channels = view.getUint16(start + 2, true)
  const rate = view.getUint32(start + 4, true)
  const bits = view.getUint16(start + 14, true)
  if (!isSupported(code, bits)) {
    throw unreadable(`format ${String(code)} with ${String(bits)} bits is not PCM of 16, 24 or 32 bits`)
  }
  if (channels < 1) throw unreadable('it has no channel')
  if (rate < CAPTURE_CONFIG.wavLeastRate || rate > CAPTURE_CONFIG.wavMostRate) {
    throw unreadable(`a sampling rate of ${String(rate)} Hz is out of reach`)
  }
  return { encoding: code === FORMAT.float ? 'float' : 'integer', channels, rate, sampleBytes: bits / 8 }
}

function isSupported(code: number, bits: number): boolean {
  return code === FORMAT.pcm
    ? bits === 16 || bits === 24 || bits === 32
    : code === FORMAT.float && bits === 32
}

function textAt(bytes: Uint8Array, at: number): string {
  return String.fromCharCode(...bytes.subarray(at, at + 4))
}

function unreadable(detail: string): PalabreError {
  return new PalabreError('file-unreadable', { detail })
}
