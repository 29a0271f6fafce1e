import { expect, type Page } from '@playwright/test'
import type { Levels, SessionStats } from '../../electron/contract/stats.ts'
import { NO_STATS } from '../support/fake-engine-worker.ts'
import { fakeMember, fakeRoom } from '../support/fake-services.ts'
import { fakeSpeaker } from '../support/fake-stats.ts'
import { startFakeShell, type FakeShell } from './fake-shell.ts'

/** A call in which many talk at once. */
export const SPEAKERS = 25
/** Levels are told so often a second. */
export const TICKS_PER_S = 20

export const MEMBERS = Array.from({ length: SPEAKERS }, (_, at) =>
  fakeMember(at + 1, `Member ${String(at + 1)}`),
)

/** Opens the page in a call with these people. */
export async function enterCrowd(page: Page, room = fakeRoom(MEMBERS)): Promise<FakeShell> {
  const shell = await startFakeShell({ nickname: 'Ada' })
  shell.voice.room = room
  await page.goto(shell.url)
  await expect(page.getByRole('heading', { name: 'Palabre' })).toBeVisible()
  shell.voice.become({ state: 'ready', room })
  await expect(page.getByRole('button', { name: 'Leave' })).toBeVisible()
  return shell
}

/** Everybody talks, each in turns of their own length. */
export function levelsAt(tick: number): Levels {
  const speakers = MEMBERS.slice(1).map(({ sourceId }) => {
    const speaking = Math.floor(tick / (3 + (sourceId % 7))) % 3 !== 0
    return { sourceId, levelDb: speaking ? -18 - (tick % 9) : -80, speaking }
  })
  return { captureDb: -40 + (tick % 20), sending: tick % 40 < 20, speakers }
}

export function statsAt(second: number): SessionStats {
  const speakers = MEMBERS.slice(1).map(({ sourceId, nickname }) =>
    fakeSpeaker(sourceId, nickname, { jitterMs: 2 + ((second + sourceId) % 9) }),
  )
  return { ...NO_STATS, timeS: second, bytesReceived: second * 15_000, speakers }
}
