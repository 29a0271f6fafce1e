import type { HostSettings } from '../contract/host-settings.ts'
import type { RecordingConfig } from './services/recording-service.ts'

/** Units of the settings about recordings: ms of an hour, and bytes. */
export const HOUR_MS = 3_600_000
export const MEGABYTE = 1024 ** 2
export const GIGABYTE = 1024 ** 3

type Limits = Pick<RecordingConfig, 'mostMs' | 'mostBytes' | 'totalBytes' | 'leastFreeBytes' | 'keepDays'>
type RecordingSettings = Pick<
  HostSettings,
  'recordingHours' | 'recordingMegabytes' | 'recordingsGigabytes' | 'recordingFreeGigabytes' | 'recordingDays'
>

/** Limits as settings say them: in whole units, and no limit is none. */
export function recordingSettings(limits: Limits): RecordingSettings {
  const whole = (value: number, unit: number): number => Math.max(1, Math.round(value / unit))
  return {
    recordingHours: whole(limits.mostMs, HOUR_MS),
    recordingMegabytes: whole(limits.mostBytes, MEGABYTE),
    recordingsGigabytes: whole(limits.totalBytes, GIGABYTE),
    recordingFreeGigabytes: whole(limits.leastFreeBytes, GIGABYTE),
    recordingDays: limits.keepDays,
  }
}

/** What holds now: what was given, to the byte, but for what somebody has decided otherwise. */
export function recordingConfig<C extends Limits>(given: C, now: () => RecordingSettings): C {
  const usual = recordingSettings(given)
  const of = (key: keyof RecordingSettings, unit: number, own: number): number => {
    const decided = now()[key]
    return decided === usual[key] ? own : decided * unit
  }
  return {
    ...given,
    get mostMs() {
      return of('recordingHours', HOUR_MS, given.mostMs)
    },
    get mostBytes() {
      return of('recordingMegabytes', MEGABYTE, given.mostBytes)
    },
    get totalBytes() {
      return of('recordingsGigabytes', GIGABYTE, given.totalBytes)
    },
    get leastFreeBytes() {
      return of('recordingFreeGigabytes', GIGABYTE, given.leastFreeBytes)
    },
    get keepDays() {
      return of('recordingDays', 1, given.keepDays)
    },
  }
}
