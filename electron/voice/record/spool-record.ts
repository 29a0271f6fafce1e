import { parseRecorded, RECORDED_HEAD_BYTES, RECORDED_KIND, RecordedHead } from '../packet/recorded-packet.ts'
import { SpoolReader } from './spool.ts'

/** Who a source of a recording is. */
export interface RecordedPerson {
  readonly source: number
  readonly userId: number
  readonly nickname: string
  /** Which of the user's machines, as two may be there at once. */
  readonly deviceId: number
}

/** What one passes over a spool with. `payload` is valid during the call. */
export interface SpoolVisitor {
  onPerson?(person: RecordedPerson): void
  onPacket(head: RecordedHead, payload: Uint8Array): void
  /** The recording has lasted at least so long, ms. */
  onTime?(elapsedMs: number): void
  /** Now and then, with the bytes taken; a throw ends the pass. */
  onProgress?(bytes: number): void
}

/** Records between two tellings of progress. */
const PROGRESS_EVERY = 4_096

/** Passes over a whole spool once; answers how many records it holds. Throws what the file system throws. */
export function visitSpool(path: string, visitor: SpoolVisitor): number {
  const reader = new SpoolReader(path)
  const head = new RecordedHead()
  try {
    for (let count = 0; ; count += 1) {
      const record = reader.next()
      if (record === undefined) return count
      if (count % PROGRESS_EVERY === 0) visitor.onProgress?.(reader.taken)
      if (parseRecorded(record, record.length, head))
        visit(head, record.subarray(RECORDED_HEAD_BYTES), visitor)
    }
  } finally {
    reader.close()
  }
}

/** The payload that tells who a source is. */
export function personPayload({ userId, nickname, deviceId }: Omit<RecordedPerson, 'source'>): Uint8Array {
  return Buffer.from(JSON.stringify({ userId, nickname, deviceId }), 'utf8')
}

function visit(head: RecordedHead, payload: Uint8Array, visitor: SpoolVisitor): void {
  visitor.onTime?.(head.arrivalMs)
  if (head.kind === RECORDED_KIND.packet) visitor.onPacket(head, payload)
  else if (head.kind === RECORDED_KIND.person) visitor.onPerson?.(personOf(head.source, payload))
}

/** The spool is a file of our own, and each record was checked: what is in it has the right form. */
function personOf(source: number, payload: Uint8Array): RecordedPerson {
  const person = JSON.parse(Buffer.from(payload).toString('utf8')) as Omit<RecordedPerson, 'source'>
  return { source, ...person }
}
