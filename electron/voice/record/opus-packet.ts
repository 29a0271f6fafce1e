import { samplesOf } from '../units.ts'

/** What can be known of an Opus packet without decoding it (RFC 6716, 3), and packets that say nothing. */

/** Parts of the first byte. */
const TOC = { configShift: 3, stereo: 0x04, count: 0x03 } as const
/** Values of the count: one frame, two of them, as many as the next byte says. */
const ONE_FRAME = 0
const MANY_FRAMES = 3
const MANY_MOST = 0x3f
/** The first configuration of CELT at full band, 2.5 ms; the next three are 5, 10 and 20 ms. */
const CELT_FULLBAND = 28
/** Of these four the last. */
const LONGEST_SIZE = 3
/** First configurations of hybrid and of CELT. */
const HYBRID = 12
const CELT = 16
/** A CELT frame whose first bit says that it is silent. */
const SILENT_FRAME = [0xff, 0xfe] as const

/** No Opus packet lasts longer, samples at 48 kHz. */
export const MOST_PACKET_SAMPLES = samplesOf(120)
/** The shortest step in which Opus packets last, samples at 48 kHz. */
export const PACKET_STEP = samplesOf(2.5)

/** Samples of one frame of a packet with this first byte. */
function frameSamples(toc: number): number {
  const config = toc >> TOC.configShift
  if (config >= CELT) return PACKET_STEP << (config & 3)
  if (config >= HYBRID) return samplesOf(10) << (config & 1)
  return (config & 3) === 3 ? samplesOf(60) : samplesOf(10) << (config & 3)
}

/** Samples per channel of a packet at 48 kHz; 0 for what is none. */
export function packetSamples(packet: Uint8Array): number {
  const [toc, many = 0] = packet
  if (toc === undefined) return 0
  const code = toc & TOC.count
  const frames = code === MANY_FRAMES ? many & MANY_MOST : code === ONE_FRAME ? 1 : 2
  const samples = frames * frameSamples(toc)
  return samples > MOST_PACKET_SAMPLES ? 0 : samples
}

/** Whether a packet has two channels. */
export function isStereoPacket(packet: Uint8Array): boolean {
  return ((packet[0] ?? 0) & TOC.stereo) !== 0
}

/** A packet that says nothing, and how long it lasts. */
export interface EmptyPacket {
  readonly packet: Uint8Array
  readonly samples: number
}

/** A silent packet: as long as a packet can be, but not longer than so many samples; at least PACKET_STEP. */
export function silentPacket(samples: number): EmptyPacket {
  return emptyPacket(samples, SILENT_FRAME, false)
}

/**
 * The same of frames that the decoder is asked to conceal (RFC 7845, 4.1), after a packet like `like`. Their kind does
 * not matter: a decoder goes on with what it decoded last.
 */
export function concealedPacket(samples: number, like: Uint8Array): EmptyPacket {
  return emptyPacket(samples, [], isStereoPacket(like))
}

function emptyPacket(samples: number, frame: readonly number[], isStereo: boolean): EmptyPacket {
  const steps = Math.max(1, Math.floor(Math.min(samples, MOST_PACKET_SAMPLES) / PACKET_STEP))
  const size = Math.min(LONGEST_SIZE, 31 - Math.clz32(steps))
  const count = steps >> size
  const toc = ((CELT_FULLBAND + size) << TOC.configShift) | (isStereo ? TOC.stereo : 0) | MANY_FRAMES
  const body = Array.from({ length: count }, () => frame).flat()
  return { packet: Uint8Array.of(toc, count, ...body), samples: count * (PACKET_STEP << size) }
}
