import type { Member } from './models.ts'

/** What a host shows of itself to the machine it runs on: figures over time, and how its members are heard. */

/** Figures by name, each one number a sample. */
export const HOST_FIGURES = [
  'members',
  /** Datagrams and bytes of voice since the start of the host. */
  'packetsIn',
  'bytesIn',
  'packetsOut',
  'bytesOut',
  /** Datagrams refused since the start, for whatever reason. */
  'drops',
  /** What datagrams wait in the media worker at most, microseconds: half of them, and all but one of a hundred. */
  'forwardP50Us',
  'forwardP99Us',
  /** Percent of one core. */
  'cpuPercent',
  'memoryBytes',
  'heapBytes',
  /** What the control plane is late by, milliseconds. */
  'eventLoopP50Ms',
  'eventLoopP99Ms',
  'jobsWaiting',
  'jobsRunning',
] as const
export type HostFigure = (typeof HOST_FIGURES)[number]

/** How a member is heard by the others, as their listeners report. */
export interface MemberFigures {
  readonly userId: number
  readonly nickname: string
  /** Name of the channel. */
  readonly channel: string
  readonly path: Member['path']
  /** Share of the member's packets that did not come, 0..1; null where nobody has reported. */
  readonly loss: number | null
  readonly jitterMs: number | null
}

/** Samples taken after a time, and what holds now. */
export interface HostFigures {
  /** When each sample was taken, milliseconds since 1970, the oldest first; at most FIGURES_PAGE. */
  readonly at: readonly number[]
  readonly values: Readonly<Record<HostFigure, readonly number[]>>
  /** Datagrams refused since the start, by reason; only reasons that occurred. */
  readonly drops: Readonly<Record<string, number>>
  /** Those who are heard worst first; at most FIGURES_MEMBERS. */
  readonly members: readonly MemberFigures[]
}

/** Samples of one answer: ten minutes, which a page takes in without a pause anybody could see. */
export const FIGURES_PAGE = 600

/** Members of one answer: more than anybody reads. */
export const FIGURES_MEMBERS = 200
