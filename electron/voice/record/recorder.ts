import { statfsSync } from 'node:fs'
import { join } from 'node:path'
import { ByteRingReader, MOST_RECORD_BYTES } from '../../base/byte-ring.ts'
import type { Clock } from '../../base/clock.ts'
import {
  SPOOL_FILE,
  type RecorderCommand,
  type RecorderEvent,
  type RecorderLimits,
} from '../../contract/recording.ts'
import {
  composeRecorded,
  parseRecorded,
  RECORDED_HEAD_BYTES,
  RECORDED_KIND,
  RecordedHead,
} from '../packet/recorded-packet.ts'
import { RECORD_CONFIG } from './config.ts'
import { SpoolWriter } from './spool.ts'
import { personPayload } from './spool-record.ts'

type Refusal = Extract<RecorderEvent, { type: 'refused' }>['reason']

/** One recording that is being written. */
interface OpenSpool {
  readonly id: number
  readonly folder: string
  readonly limits: RecorderLimits
  /** Undefined once it was refused. */
  writer: SpoolWriter | undefined
  bytes: number
  /** When it is closed, after the last packets have come out of the ring; Infinity while it goes on. */
  closesMs: number
  elapsedMs: number
}

export interface RecorderOptions {
  readonly ring: SharedArrayBuffer
  readonly clock: Clock
  readonly post: (event: RecorderEvent) => void
  /** Bytes free on the disk of a folder; the system's own answer by default. */
  readonly freeBytes?: (folder: string) => number
}

/**
 * Writes what the media worker hands over into the spools of the recordings it is for, within their limits. Passive:
 * somebody gives it commands and turns. What belongs to no recording is thrown away.
 */
export class Recorder {
  readonly #ring: ByteRingReader
  readonly #clock: Clock
  readonly #post: (event: RecorderEvent) => void
  readonly #freeBytes: (folder: string) => number
  readonly #spools = new Map<number, OpenSpool>()
  readonly #head = new RecordedHead()
  readonly #record = new Uint8Array(MOST_RECORD_BYTES)
  #syncedMs: number
  #lookedMs = -Infinity

  constructor({ ring, clock, post, freeBytes = freeBytesOf }: RecorderOptions) {
    this.#ring = new ByteRingReader(ring)
    this.#clock = clock
    this.#post = post
    this.#freeBytes = freeBytes
    this.#syncedMs = clock.nowMs()
  }

  /** Does what is asked; true where that is to end. */
  apply(command: RecorderCommand): boolean {
    if (command.type === 'close') return true
    if (command.type === 'start') this.#start(command)
    else if (command.type === 'person') this.#note(command)
    else this.#stop(command)
    return false
  }

  /** Takes what has come, and writes it. */
  turn(): void {
    for (let length = this.#ring.read(this.#record); length !== undefined;) {
      if (parseRecorded(this.#record, length, this.#head))
        this.#add(this.#spools.get(this.#head.recordingId), length)
      length = this.#ring.read(this.#record)
    }
    const nowMs = this.#clock.nowMs()
    const looks = nowMs - this.#lookedMs >= RECORD_CONFIG.lookMs
    const syncs = nowMs - this.#syncedMs >= RECORD_CONFIG.syncMs
    if (looks) this.#lookedMs = nowMs
    if (syncs) this.#syncedMs = nowMs
    for (const spool of [...this.#spools.values()]) {
      this.#guarded(spool, () => {
        if (looks) this.#look(spool)
        spool.writer?.flush()
        if (syncs) spool.writer?.sync()
      })
      if (nowMs >= spool.closesMs) this.#close(spool)
    }
  }

  /** Closes every spool as it is: what was recorded is in it. */
  close(): void {
    this.turn()
    for (const spool of [...this.#spools.values()]) this.#close(spool)
  }

  #start({ recordingId: id, folder, limits }: Extract<RecorderCommand, { type: 'start' }>): void {
    const spool: OpenSpool = {
      ...{ id, folder, limits, writer: undefined, bytes: 0, closesMs: Infinity, elapsedMs: 0 },
    }
    this.#spools.set(id, spool)
    this.#guarded(spool, () => {
      spool.writer = new SpoolWriter(join(folder, SPOOL_FILE))
      this.#look(spool)
    })
  }

  #note({ recordingId, source, ...person }: Extract<RecorderCommand, { type: 'person' }>): void {
    const spool = this.#spools.get(recordingId)
    const payload = personPayload(person)
    this.#compose({ recordingId, source, kind: RECORDED_KIND.person })
    this.#record.set(payload, RECORDED_HEAD_BYTES)
    this.#add(spool, RECORDED_HEAD_BYTES + payload.length)
  }

  #stop({ recordingId, elapsedMs }: Extract<RecorderCommand, { type: 'stop' }>): void {
    const spool = this.#spools.get(recordingId)
    if (spool === undefined) return
    spool.elapsedMs = elapsedMs
    spool.closesMs = this.#clock.nowMs() + RECORD_CONFIG.drainMs
  }

  /** Writes a head into the record at hand. */
  #compose(fields: Partial<RecordedHead>): void {
    composeRecorded(this.#record, Object.assign(new RecordedHead(), fields))
  }

  #add(spool: OpenSpool | undefined, length: number): void {
    if (spool?.writer === undefined) return
    spool.writer.add(this.#record, length)
    spool.bytes = spool.writer.bytes
    if (spool.bytes >= spool.limits.mostBytes)
      this.#refuse(spool, 'size-limit', `${String(spool.bytes)} bytes`)
  }

  /** Whether the disk has room. */
  #look(spool: OpenSpool): void {
    if (spool.writer === undefined) return
    const free = this.#freeBytes(spool.folder)
    if (free < spool.limits.leastFreeBytes) this.#refuse(spool, 'disk-full', `${String(free)} bytes free`)
  }

  #close(spool: OpenSpool): void {
    this.#guarded(spool, () => {
      const { id: recordingId, elapsedMs: arrivalMs } = spool
      this.#compose({ recordingId, arrivalMs, kind: RECORDED_KIND.end })
      if (arrivalMs > 0) spool.writer?.add(this.#record, RECORDED_HEAD_BYTES)
      this.#end(spool)
    })
    this.#spools.delete(spool.id)
    this.#post({ type: 'stopped', recordingId: spool.id, bytes: spool.bytes })
  }

  /** A spool that cannot be written ends, and no other. */
  #guarded(spool: OpenSpool, work: () => void): void {
    try {
      work()
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? error.code : undefined
      this.#refuse(spool, code === 'ENOSPC' ? 'disk-full' : 'failed', String(error))
    }
  }

  #refuse(spool: OpenSpool, reason: Refusal, detail: string): void {
    const hadWriter = spool.writer !== undefined
    try {
      this.#end(spool)
    } catch {
      // The reason is told already; what was flushed before is in the file.
    }
    const { id: recordingId } = spool
    if (hadWriter || reason === 'failed') this.#post({ type: 'refused', recordingId, reason, detail })
  }

  #end(spool: OpenSpool): void {
    const { writer } = spool
    if (writer === undefined) return
    spool.writer = undefined
    try {
      writer.flush()
      spool.bytes = writer.bytes
      writer.sync()
    } finally {
      writer.close()
    }
  }
}

function freeBytesOf(folder: string): number {
  const { bavail, bsize } = statfsSync(folder)
  return bavail * bsize
}
