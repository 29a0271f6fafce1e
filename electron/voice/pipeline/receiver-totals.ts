import type { SpeakerStats } from '../../contract/stats.ts'

type Counted =
  | 'packetsReceived'
  | 'lost'
  | 'late'
  | 'duplicate'
  | 'reordered'
  | 'recoveredByRedundancy'
  | 'recoveredByFec'
  | 'concealed'
  | 'comfortNoise'
  | 'accelerated'
  | 'expanded'
export type TotalCounts = Pick<SpeakerStats, Counted>

/** Sums over speakers, those who left included. */
export class ReceiverTotals {
  packetsReceived = 0
  lost = 0
  late = 0
  duplicate = 0
  reordered = 0
  recoveredByRedundancy = 0
  recoveredByFec = 0
  concealed = 0
  comfortNoise = 0
  accelerated = 0
  expanded = 0

  add(speaker: TotalCounts): this {
    this.packetsReceived += speaker.packetsReceived
    this.lost += speaker.lost
    this.late += speaker.late
    this.duplicate += speaker.duplicate
    this.reordered += speaker.reordered
    this.recoveredByRedundancy += speaker.recoveredByRedundancy
    this.recoveredByFec += speaker.recoveredByFec
    this.concealed += speaker.concealed
    this.comfortNoise += speaker.comfortNoise
    this.accelerated += speaker.accelerated
    this.expanded += speaker.expanded
    return this
  }

  /** The sums as plain data. */
  toRecord(): TotalCounts {
    const { packetsReceived, lost, late, duplicate, reordered } = this
    const { recoveredByRedundancy, recoveredByFec, concealed, comfortNoise, accelerated, expanded } = this
    return {
      ...{ packetsReceived, lost, late, duplicate, reordered },
      ...{ recoveredByRedundancy, recoveredByFec, concealed, comfortNoise, accelerated, expanded },
    }
  }
}
