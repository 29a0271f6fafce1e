import type { ErrorReport } from './errors.ts'

/** Which versions are offered: finished ones alone, or those that are tried out as well. */
export const UPDATE_TRACKS = ['stable', 'preview'] as const
export type UpdateTrack = (typeof UPDATE_TRACKS)[number]

/**
 * How a newer version stands. Nothing is fetched and nothing restarted unless the person says so; during a call nothing
 * is restarted at all.
 */
export type UpdateStatus =
  /** This app is not updated by itself: it runs in a browser, from its source, or from a package of the system. */
  | { readonly state: 'off' }
  | { readonly state: 'current' }
  | { readonly state: 'offered'; readonly version: string }
  | { readonly state: 'fetching'; readonly version: string; readonly percent: number }
  /** Fetched; `waits` while a call goes on. */
  | { readonly state: 'ready'; readonly version: string; readonly waits: boolean }
  | { readonly state: 'failed'; readonly error: ErrorReport }
