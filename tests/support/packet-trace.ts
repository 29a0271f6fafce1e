import { readFileSync } from 'node:fs'
import { parseHeader, PacketHeader } from '../../electron/voice/packet/header.ts'
import { KIND } from '../../electron/voice/packet/kind.ts'

/** One voice packet as it reached a listener; everything but the time is in the clear part of the packet. */
export interface TracedPacket {
  /** Since the first of the trace, ms. */
  readonly arrivalMs: number
  readonly sequence: number
  readonly timestamp: number
  readonly flags: number
  readonly frameCode: number
  /** Of the datagram. */
  readonly bytes: number
}

/** Where a trace comes from, and its packets in the order of their arrival. */
export interface PacketTrace {
  /** How the packets came to be, so that nobody takes an invented network for a real one. */
  readonly origin: string
  readonly packets: readonly TracedPacket[]
}

const COLUMNS = ['arrivalMs', 'sequence', 'timestamp', 'flags', 'frameCode', 'bytes'] as const

/** Listens to the datagrams on their way to one listener. */
export class TraceRecorder {
  readonly #packets: TracedPacket[] = []
  readonly #header = new PacketHeader()
  #startedMs: number | undefined

  /** Notes a datagram if it is voice; a trace is about one speaker. */
  note(datagram: Uint8Array, atMs: number): void {
    const header = this.#header
    if (parseHeader(datagram, 0, datagram.length, header) !== undefined || header.kind !== KIND.voice) return
    this.#startedMs ??= atMs
    const { sequence, timestamp, flags, frameCode } = header
    const arrivalMs = Math.round((atMs - this.#startedMs) * 100) / 100
    this.#packets.push({ arrivalMs, sequence, timestamp, flags, frameCode, bytes: datagram.length })
  }

  trace(origin: string): PacketTrace {
    return { origin, packets: this.#packets }
  }
}

/** JSON lines: first the origin and the names of the columns, then an array per packet. */
export function formatTrace({ origin, packets }: PacketTrace): string {
  const lines = packets.map((packet) => COLUMNS.map((column) => packet[column]))
  return [{ trace: 'voice packets', version: 1, origin, columns: COLUMNS }, ...lines]
    .map((line) => `${JSON.stringify(line)}\n`)
    .join('')
}

/** Reads a trace. Throws where it is none. */
export function readTrace(file: string): PacketTrace {
  const [first = '', ...lines] = readFileSync(file, 'utf8').trimEnd().split('\n')
  const head = JSON.parse(first) as { version?: number; origin?: string; columns?: readonly string[] }
  if (head.version !== 1 || head.columns?.join() !== COLUMNS.join()) throw new Error(`${file} is no trace`)
  const packets = lines.map((line) => {
    const [arrivalMs = 0, sequence = 0, timestamp = 0, flags = 0, frameCode = 0, bytes = 0] = JSON.parse(
      line,
    ) as number[]
    return { arrivalMs, sequence, timestamp, flags, frameCode, bytes }
  })
  return { origin: head.origin ?? '', packets }
}
