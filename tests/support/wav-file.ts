import { readFileSync, writeFileSync } from 'node:fs'

/** A WAV file of the tests: 16-bit PCM or 32-bit float, first channel only. */
export function readWav(file: string): { rate: number; samples: Float32Array } {
  const { format, data } = partsOf(file)
  return { rate: format.readUInt32LE(4), samples: channelOf(format, data, 0) }
}

/** Every channel of a WAV file. */
export function readWavChannels(file: string): Float32Array[] {
  const { format, data } = partsOf(file)
  return Array.from({ length: format.readUInt16LE(2) }, (_, channel) => channelOf(format, data, channel))
}

/** The same sound left and right, interleaved. */
export function inStereo(samples: Float32Array): Float32Array {
  return Float32Array.from({ length: 2 * samples.length }, (_, place) => samples[place >> 1] ?? 0)
}

function partsOf(file: string): { format: Buffer; data: Buffer } {
  const chunks = chunksOf(readFileSync(file))
  const format = chunks.get('fmt ')
  const data = chunks.get('data')
  if (format === undefined || data === undefined) throw new Error(`${file} is not a WAV file`)
  return { format, data }
}

function channelOf(format: Buffer, data: Buffer, channel: number): Float32Array {
  const channels = format.readUInt16LE(2)
  const bytes = format.readUInt16LE(14) / 8
  const samples = new Float32Array(Math.floor(data.length / (channels * bytes)))
  for (let index = 0; index < samples.length; index += 1) {
    const place = (index * channels + channel) * bytes
    samples[index] = bytes === 2 ? data.readInt16LE(place) / 32_768 : data.readFloatLE(place)
  }
  return samples
}

/** Writes 16-bit PCM of two channels, given interleaved. */
export function writeWavPair(file: string, samples: Float32Array, rate = 48_000): void {
  writePcm(file, samples, rate, 2)
}

/** Writes mono 16-bit PCM. */
export function writeWav(file: string, samples: Float32Array, rate = 48_000): void {
  writePcm(file, samples, rate, 1)
}

function writePcm(file: string, samples: Float32Array, rate: number, channels: 1 | 2): void {
  const bytes = Buffer.alloc(44 + samples.length * 2)
  bytes.write('RIFF', 0, 'latin1')
  bytes.writeUInt32LE(bytes.length - 8, 4)
  bytes.write('WAVEfmt ', 8, 'latin1')
  bytes.writeUInt32LE(16, 16)
  bytes.writeUInt16LE(1, 20)
  bytes.writeUInt16LE(channels, 22)
  bytes.writeUInt32LE(rate, 24)
  bytes.writeUInt32LE(rate * 2 * channels, 28)
  bytes.writeUInt16LE(2 * channels, 32)
  bytes.writeUInt16LE(16, 34)
  bytes.write('data', 36, 'latin1')
  bytes.writeUInt32LE(samples.length * 2, 40)
  samples.forEach((sample, index) => {
    bytes.writeInt16LE(Math.max(-32_768, Math.min(32_767, Math.round(sample * 32_768))), 44 + index * 2)
  })
  writeFileSync(file, bytes)
}

function chunksOf(bytes: Buffer): Map<string, Buffer> {
  const chunks = new Map<string, Buffer>()
  for (let place = 12; place + 8 <= bytes.length;) {
    const length = bytes.readUInt32LE(place + 4)
    chunks.set(bytes.toString('latin1', place, place + 4), bytes.subarray(place + 8, place + 8 + length))
    place += 8 + length + (length % 2)
  }
  return chunks
}
