import { afterEach, beforeEach, expect, it } from 'vitest'
import { HOST_ACTOR } from '../../../support/offline-community.ts'
import { OfflineApi } from '../../../support/offline-api.ts'

const HOUR_MS = 3_600_000
let api: OfflineApi
beforeEach(async () => {
  api = await OfflineApi.open()
})
afterEach(() => api.close())

/** Backups that were begun by the schedule. */
const made = (): number =>
  api.runner.runs.filter(({ payload }) => (payload as { reason?: string }).reason === 'schedule').length

it('are made as often as the settings say, from the moment they say it', () => {
  const { clock, community } = api.offline
  clock.advance(HOUR_MS)
  expect(made()).toBe(0)
  community.settings.change(HOST_ACTOR, { backupHours: 1 })
  clock.advance(HOUR_MS)
  expect(made()).toBe(1)
})

it('are made no more once the settings say never', () => {
  const { clock, community } = api.offline
  community.settings.change(HOST_ACTOR, { backupHours: 0 })
  clock.advance(4 * HOUR_MS)
  expect(made()).toBe(0)
})
