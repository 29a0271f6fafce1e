import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, describe, expect, it } from 'vitest'
import { FIGURES_PAGE, HOST_FIGURES, type HostFigures } from '../../../../electron/contract/host-figures.ts'
import { provideBridge } from '../../../../renderer/bridge/bridge.ts'
import { useHostFiguresStore } from '../../../../renderer/stores/host-figures.ts'
import { fakeBridge, settle, type FakeBridge } from '../../../support/fake-bridge.ts'

const ALL = { fromMs: -Infinity, toMs: Infinity }
let fake: FakeBridge
let figures: ReturnType<typeof useHostFiguresStore>

beforeEach(() => {
  setActivePinia(createPinia())
  fake = fakeBridge()
  provideBridge(fake.bridge)
  figures = useHostFiguresStore()
})

/** Samples a second apart, each counting up. */
function kept(count: number, change: Partial<HostFigures> = {}): HostFigures {
  const at = Array.from({ length: count }, (_, second) => (second + 1) * 1_000)
  const values = HOST_FIGURES.map((name) => [name, at.map((_, second) => second * 100)] as const)
  return {
    at,
    values: Object.fromEntries(values) as unknown as HostFigures['values'],
    drops: {},
    members: [],
    ...change,
  }
}

describe('figures of the host', () => {
  it('are read while somebody looks, all of the past at first', async () => {
    await fake.host.start({ bind: '::', owners: [] })
    fake.host.kept = kept(3, { drops: { replayed: 2 } })
    const stop = figures.watchOn()
    await settle()
    stop()
    const { times, column } = figures.read(ALL)
    expect(times).toEqual([1_000, 2_000, 3_000])
    expect([column('packetsIn'), column('kbpsIn')]).toEqual([
      [null, 100, 100],
      [null, expect.closeTo(0.8), expect.closeTo(0.8)],
    ])
    expect([column('forwardP99')[1], column('memory')[2]]).toEqual([
      expect.closeTo(0.1),
      expect.closeTo(0.0002),
    ])
    expect(figures.drops).toEqual({ replayed: 2 })
  })

  it('are asked for until there are no more', async () => {
    await fake.host.start({ bind: '::', owners: [] })
    const asked: number[] = []
    const all = kept(FIGURES_PAGE + 2)
    const answer = fake.host.figures.bind(fake.host)
    fake.host.figures = (sinceMs) => {
      asked.push(sinceMs)
      fake.host.kept = all
      return answer(sinceMs).then((one) => ({ ...one, at: one.at.slice(0, FIGURES_PAGE) }))
    }
    const stop = figures.watchOn()
    await settle()
    stop()
    expect(asked).toEqual([0, FIGURES_PAGE * 1_000])
    expect(figures.read(ALL).times).toHaveLength(FIGURES_PAGE + 2)
  })

  it('say why there are none, and begin anew with another host', async () => {
    const stop = figures.watchOn()
    await settle()
    expect(figures.error?.code).toBe('service-stopped')
    await fake.host.start({ bind: '::', owners: [] })
    fake.host.kept = kept(2)
    stop()
    figures.watchOn()()
    await settle()
    expect(figures.error).toBeUndefined()
    expect(figures.read(ALL).times).toHaveLength(2)
    fake.tellHost.onHostStatus({ state: 'starting' })
    await settle()
    expect(figures.read(ALL).times).toEqual([])
  })
})
