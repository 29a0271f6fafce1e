import { readFileSync, statSync } from 'node:fs'
import { PalabreError } from '../../contract/errors.ts'
import { SAMPLE_RATE } from '../units.ts'
import { CAPTURE_CONFIG } from './config.ts'
import { resample } from '../../base/resampler.ts'
import { parseWav, type WavFormat } from './wav-format.ts'

/** A WAV file as mono samples at 48 kHz. Throws PalabreError `file-unreadable`. */
export function readWavFile(file: string): Float32Array {
  return decodeWav(bytesOf(file))
}

/** The same, with its side where it has two channels. */
export function readWavClip(file: string): { samples: Float32Array; side?: Float32Array } {
  const bytes = bytesOf(file)
  const samples = decodeWav(bytes)
  const format = parseWav(bytes)
  if (format.channels !== 2) return { samples }
  return { samples, side: resample(sumOf(bytes, format, [0.5, -0.5]), format.rate, SAMPLE_RATE) }
}

/** The same from bytes in memory: channels are averaged, the rate is changed. */
export function decodeWav(bytes: Uint8Array): Float32Array {
  const format = parseWav(bytes)
  const shares = Array.from({ length: format.channels }, () => 1 / format.channels)
  return resample(sumOf(bytes, format, shares), format.rate, SAMPLE_RATE)
}

function bytesOf(file: string): Uint8Array {
  try {
    if (statSync(file).size <= CAPTURE_CONFIG.wavMostBytes) return readFileSync(file)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new PalabreError('file-unreadable', { detail: reason, cause: error })
  }
  throw new PalabreError('file-unreadable', { detail: `${file} is too large` })
}

/** The channels added up, each with its share. */
function sumOf(bytes: Uint8Array, format: WavFormat, shares: readonly number[]): Float32Array {
  const { channels, sampleBytes, dataAt, dataBytes } = format
  const view = new DataView(bytes.buffer, bytes.byteOffset + dataAt, dataBytes)
  const sampleAt = readerOf(view, format)
  const mono = new Float32Array(Math.floor(dataBytes / (channels * sampleBytes)))
  for (let frame = 0; frame < mono.length; frame += 1) {
    let value = 0
    for (let channel = 0; channel < channels; channel += 1) {
      value += sampleAt((frame * channels + channel) * sampleBytes) * (shares[channel] ?? 0)
    }
    // A float file may hold anything.
    mono[frame] = value - value === 0 ? value : 0
  }
  return mono
}

/** Reads one sample at a byte place as -1..1. */
function readerOf(view: DataView, { encoding, sampleBytes }: WavFormat): (at: number) => number {
  if (encoding === 'float') return (at) => view.getFloat32(at, true)
  if (sampleBytes === 2) return (at) => view.getInt16(at, true) / 2 ** 15
  if (sampleBytes === 4) return (at) => view.getInt32(at, true) / 2 ** 31
  return (at) => ((view.getInt8(at + 2) << 16) | view.getUint16(at, true)) / 2 ** 23
}
