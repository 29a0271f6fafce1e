import {
  counterIndex,
  DROP_REASONS,
  dropIndex,
  FORWARD_BOUNDS_US,
  FORWARD_INDEX,
  MEDIA_COUNTER_LENGTH,
  type DropReason,
  type MediaCounter,
} from '../../contract/media.ts'

const PLACES = {
  packetsIn: counterIndex('packetsIn'),
  bytesIn: counterIndex('bytesIn'),
  voiceIn: counterIndex('voiceIn'),
  packetsOut: counterIndex('packetsOut'),
  bytesOut: counterIndex('bytesOut'),
  sendFailed: counterIndex('sendFailed'),
  bound: counterIndex('bound'),
  tunnelIn: counterIndex('tunnelIn'),
  tunnelOut: counterIndex('tunnelOut'),
  turns: counterIndex('turns'),
  notSelected: counterIndex('notSelected'),
  mixFrames: counterIndex('mixFrames'),
  mixEncodes: counterIndex('mixEncodes'),
  recorded: counterIndex('recorded'),
  recordingMissed: counterIndex('recordingMissed'),
} as const satisfies Record<MediaCounter, number>

const DROP_PLACES = Object.fromEntries(DROP_REASONS.map((reason) => [reason, dropIndex(reason)])) as Readonly<
  Record<DropReason, number>
>

/** Writes the shared counters; the only writer. */
export class MediaCounters {
  readonly #values: Float64Array

  /** RangeError where the memory is not MEDIA_COUNTER_LENGTH doubles. */
  constructor(values: Float64Array) {
    if (values.length !== MEDIA_COUNTER_LENGTH) throw new RangeError('counters are of another length')
    this.#values = values
  }

  add(counter: MediaCounter, amount: number): void {
    this.#add(PLACES[counter], amount)
  }

  drop(reason: DropReason): void {
    this.#add(DROP_PLACES[reason], 1)
  }

  /** Counts datagrams that went through in one turn, which took so long. */
  forwarded(datagrams: number, tookMs: number): void {
    const tookUs = tookMs * 1000
    let place = 0
    while (tookUs > (FORWARD_BOUNDS_US[place] ?? Infinity)) place += 1
    this.#add(FORWARD_INDEX + place, datagrams)
  }

  #add(place: number, amount: number): void {
    this.#values[place] = (this.#values[place] ?? 0) + amount
  }
}
