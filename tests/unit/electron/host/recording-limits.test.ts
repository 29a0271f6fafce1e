import { expect, it } from 'vitest'
import { HOST_CONFIG } from '../../../../electron/host/config.ts'
import { recordingConfig, recordingSettings } from '../../../../electron/host/recording-limits.ts'

const { recording: USUAL } = HOST_CONFIG

it('are told in whole units, and no limit is none', () => {
  expect(recordingSettings(USUAL)).toEqual({
    recordingHours: 12,
    recordingMegabytes: 1024,
    recordingsGigabytes: 20,
    recordingFreeGigabytes: 2,
    recordingDays: 30,
  })
  expect(recordingSettings({ ...USUAL, mostMs: 5_000, leastFreeBytes: 0, keepDays: 0 })).toMatchObject({
    recordingHours: 1,
    recordingFreeGigabytes: 1,
    recordingDays: 0,
  })
})

it('are to the byte what was given, but for what is decided otherwise', () => {
  const given = { ...USUAL, mostMs: 5_000, mostBytes: 777 }
  let now = recordingSettings(given)
  const config = recordingConfig(given, () => now)
  expect({ ...config }).toEqual(given)
  now = { ...now, recordingMegabytes: 3, recordingFreeGigabytes: 4, recordingDays: 0 }
  expect({ ...config }).toEqual({
    ...given,
    mostBytes: 3 * 1024 ** 2,
    leastFreeBytes: 4 * 1024 ** 3,
    keepDays: 0,
  })
  now = { ...now, recordingHours: 2, recordingsGigabytes: 1 }
  expect([config.mostMs, config.totalBytes, config.sweepMost]).toEqual([
    7_200_000,
    1024 ** 3,
    USUAL.sweepMost,
  ])
})
