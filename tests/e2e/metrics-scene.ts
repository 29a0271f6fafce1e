import { expect, type Page } from '@playwright/test'
import { HOST_FIGURES, type HostFigures } from '../../electron/contract/host-figures.ts'
import type { AppSettings } from '../../electron/contract/services.ts'
import type { SessionStats } from '../../electron/contract/stats.ts'
import { NO_STATS } from '../support/fake-engine-worker.ts'
import { fakeMember, fakeRoom } from '../support/fake-services.ts'
import { fakeSpeaker } from '../support/fake-stats.ts'
import { startFakeShell, type FakeShell } from './fake-shell.ts'

/** A call of five with better and worse moments, on a host of one's own. */
export const NAMES = ['Grace Hopper', 'Émile', 'Tomoko', 'Maximiliane von Hohenstein']
export const ROOM = fakeRoom([
  fakeMember(1, 'Ada', { role: 'owner' }),
  ...NAMES.map((name, at) => fakeMember(at + 2, name)),
])
/** How long it has gone on. */
export const SECONDS = 280

/** Figures as of a second of a call that has better and worse moments. */
export function statsAt(second: number): SessionStats {
  const wave = (period: number, shift = 0): number => Math.sin((second + shift) / period)
  const speakers = NAMES.map((name, at) => {
    const bad = Math.max(0, wave(23, at * 31)) ** 4
    const held = 16 + at * 3 + 14 * bad + 2 * wave(3, at)
    const network = 9 + at * 4 + 2 * wave(7, at)
    const parts = { capture: 9 + at, frame: 10, codec: 3, network, held, mix: 2, playback: 8 }
    const total = Object.values(parts).reduce((sum, part) => sum + part, 0)
    return fakeSpeaker(at + 2, name, {
      ...{ jitterMs: 2 + at + 7 * bad, lossPercent: 4 * bad, concealedPercent: 1.1 * bad },
      ...{ levelDb: -22 - 30 * Math.max(0, wave(5, at * 9)), mouthToEarMs: { ...parts, total } },
    })
  })
  return {
    ...{ ...NO_STATS, timeS: second, rttMs: 23 + 4 * wave(11), bytesReceived: second * 15_000, speakers },
    ...{ targetDelayMs: 24 + 6 * wave(17), captureLevelDb: -30 + 12 * wave(2) },
    ownDelay: { capture: 8, processing: 11, frame: 10, codec: 3, network: 12 + wave(9), mix: 2, playback: 8 },
    sending: { ...NO_STATS.sending, kbps: 44 + 3 * wave(6), reportedLoss: 0.004, reportedJitterMs: 3 },
  }
}

/** A while of a host with people in it. */
export function hostFigures(): HostFigures {
  const at = Array.from({ length: SECONDS }, (_, second) => Date.now() - (SECONDS - second) * 1_000)
  const busy = (second: number): number => 1 + 0.5 * Math.sin(second / 30)
  const totals = at.reduce<number[]>(
    (sums, _, second) => [...sums, (sums.at(-1) ?? 0) + 150 * busy(second)],
    [],
  )
  const byName: Partial<Record<string, (second: number) => number>> = {
    packetsIn: (second) => totals[second] ?? 0,
    bytesIn: (second) => 120 * (totals[second] ?? 0),
    packetsOut: (second) => 4 * (totals[second] ?? 0),
    bytesOut: (second) => 480 * (totals[second] ?? 0),
    drops: (second) => Math.floor(second / 40),
    forwardP50Us: () => 50,
    forwardP99Us: (second) => (second % 40 === 0 ? 500 : 200),
    cpuPercent: (second) => 4 * busy(second),
    memoryBytes: (second) => 88e6 + 2e6 * busy(second * 3),
    heapBytes: (second) => 24e6 + 4e6 * ((second % 30) / 30),
    eventLoopP50Ms: () => 0.1,
    eventLoopP99Ms: (second) => 0.6 * busy(second * 7),
    members: () => 5,
  }
  const values = HOST_FIGURES.map(
    (name) => [name, at.map((_, second) => byName[name]?.(second) ?? 0)] as const,
  )
  return {
    ...{ at, values: Object.fromEntries(values) as unknown as HostFigures['values'] },
    drops: { 'replayed': 5, 'unknown-address': 2 },
    members: NAMES.map((nickname, place) => ({
      ...{ userId: place + 2, nickname, channel: 'Lobby', path: place === 2 ? 'tcp' : 'udp' },
      ...{ loss: place === 3 ? null : 0.012 * place, jitterMs: place === 3 ? null : 2.4 * (place + 1) },
    })),
  }
}

/** A page whose clock is behind, so that a while can pass in it at once. */
export async function openBehind(page: Page, settings: Partial<AppSettings> = {}): Promise<FakeShell> {
  await page.clock.install({ time: Date.now() - SECONDS * 1_000 })
  const shell = await startFakeShell({ nickname: 'Ada', ...settings })
  shell.voice.room = ROOM
  await page.goto(shell.url)
  await expect(page.getByRole('heading', { name: 'Palabre' })).toBeVisible()
  return shell
}

/** Hosts, and is in the call for a while. */
export async function talkAWhile(page: Page, shell: FakeShell, seconds = SECONDS): Promise<void> {
  await page.getByRole('button', { name: /^(Host|Héberger)$/ }).click()
  await expect(page.getByRole('button', { name: /^(Leave|Quitter)$/ })).toBeVisible()
  for (let second = 1; second <= seconds; second += 1) {
    shell.tellVoice.onStats(statsAt(second))
    // What is on its way has time to arrive before the clock goes on.
    await page.evaluate(() => 0)
    await page.clock.fastForward(1_000)
  }
  shell.host.kept = hostFigures()
}
