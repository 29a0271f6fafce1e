import { defineStore } from 'pinia'
import { computed, onScopeDispose, shallowRef } from 'vue'
import { HISTORY_POINTS } from '../../electron/contract/diagnostics.ts'
import type { ErrorReport } from '../../electron/contract/errors.ts'
import { FIGURES_PAGE, type HostFigure, type HostFigures } from '../../electron/contract/host-figures.ts'
import { useBridge } from '../bridge/bridge.ts'
import { failure } from '../bridge/remote.ts'
import type { Span } from './history.ts'
import { SeriesRing } from './series-ring.ts'

/** What is drawn of a host: counts as rates a second, sizes in megabytes, times in milliseconds. */
export const HOST_COLUMNS = [
  ...(['members', 'packetsIn', 'packetsOut', 'kbpsIn', 'kbpsOut', 'drops'] as const),
  ...(['forwardP50', 'forwardP99', 'cpu', 'memory', 'heap', 'loopP50', 'loopP99'] as const),
  ...(['jobsWaiting', 'jobsRunning'] as const),
] as const
export type HostColumn = (typeof HOST_COLUMNS)[number]

/** Between two looks at the host, ms: as often as it takes samples. */
const LOOK_MS = 1_000
const MS_PER_S = 1_000
const US_PER_MS = 1_000
const BYTES_PER_MB = 1e6

type Sample = Readonly<Record<HostFigure, number>> & { readonly atMs: number }

/** The figures of the host this instance runs, as long as somebody looks. */
export const useHostFiguresStore = defineStore('host-figures', () => {
  const bridge = useBridge()
  const ring = new SeriesRing(HOST_COLUMNS.length, HISTORY_POINTS)
  const revision = shallowRef(0)
  const now = shallowRef<Pick<HostFigures, 'drops' | 'members'>>({ drops: {}, members: [] })
  const error = shallowRef<ErrorReport>()
  let before: Sample | undefined
  let watchers = 0
  let timer: ReturnType<typeof setTimeout> | undefined

  /** Asks for what is new, all of it. */
  async function look(): Promise<void> {
    try {
      let answer: HostFigures
      do {
        answer = await bridge.host.api.figures(before?.atMs ?? 0)
        take(answer)
      } while (answer.at.length >= FIGURES_PAGE)
      error.value = undefined
    } catch (cause) {
      error.value = failure(cause)
    }
  }

  function take({ at, values, drops, members }: HostFigures): void {
    for (const [place, atMs] of at.entries()) {
      const names = Object.keys(values) as HostFigure[]
      const figures = Object.fromEntries(names.map((name) => [name, values[name][place] ?? 0]))
      put({ ...(figures as Record<HostFigure, number>), atMs })
    }
    now.value = { drops, members }
    revision.value += 1
  }

  function put(sample: Sample): void {
    if (!ring.begin(sample.atMs)) return
    const rates = ratesOf(before, sample)
    const { members, jobsWaiting, jobsRunning } = sample
    const figures: Record<HostColumn, number | null> = {
      ...{ members, jobsWaiting, jobsRunning, ...rates, cpu: sample.cpuPercent },
      ...{ forwardP50: sample.forwardP50Us / US_PER_MS, forwardP99: sample.forwardP99Us / US_PER_MS },
      ...{ memory: sample.memoryBytes / BYTES_PER_MB, heap: sample.heapBytes / BYTES_PER_MB },
      ...{ loopP50: sample.eventLoopP50Ms, loopP99: sample.eventLoopP99Ms },
    }
    for (const [column, name] of HOST_COLUMNS.entries()) ring.put(column, figures[name])
    before = sample
  }

  async function turn(): Promise<void> {
    await look()
    if (watchers > 0) timer = setTimeout(() => void turn(), LOOK_MS)
  }

  /** Looks on from now on, until the answer is called. */
  function watchOn(): () => void {
    watchers += 1
    if (watchers === 1) void turn()
    let isOn = true
    return () => {
      if (isOn) watchers -= 1
      isOn = false
      if (watchers === 0) clearTimeout(timer)
    }
  }

  function read({ fromMs, toMs }: Span) {
    const range = ring.between(fromMs, toMs)
    return {
      times: ring.times(range),
      column: (name: HostColumn) => ring.column(HOST_COLUMNS.indexOf(name), range),
    }
  }

  // Another host, or the same one again: its counts begin anew, and so does its clock.
  onScopeDispose(
    bridge.host.on('onHostStatus', ({ state }) => {
      if (state !== 'starting') return
      ring.clear()
      before = undefined
      now.value = { drops: {}, members: [] }
      revision.value += 1
    }),
  )
  onScopeDispose(() => {
    watchers = 0
    clearTimeout(timer)
  })

  const drops = computed(() => now.value.drops)
  const members = computed(() => now.value.members)
  return { revision, drops, members, error, watchOn, read, bytes: ring.bytes }
})

type Rates = 'packetsIn' | 'packetsOut' | 'kbpsIn' | 'kbpsOut' | 'drops'

/** Counts as rates; null where there is nothing to compare with. */
function ratesOf(before: Sample | undefined, sample: Sample): Record<Rates, number | null> {
  const spanS = (sample.atMs - (before?.atMs ?? sample.atMs)) / MS_PER_S
  const rate = (name: HostFigure, factor = 1): number | null => {
    const count = sample[name] - (before?.[name] ?? 0)
    return spanS <= 0 || count < 0 ? null : (count * factor) / spanS
  }
  return {
    ...{ packetsIn: rate('packetsIn'), packetsOut: rate('packetsOut'), drops: rate('drops') },
    ...{ kbpsIn: rate('bytesIn', 8 / 1_000), kbpsOut: rate('bytesOut', 8 / 1_000) },
  }
}
