import { defineStore } from 'pinia'
import { computed, onScopeDispose, shallowRef, watch } from 'vue'
import type {
  AdminAnswer,
  AdminFileGiven,
  AdminFileName,
  AdminGiven,
  AdminRouteName,
  DownloadState,
  Tagged,
} from '../../electron/contract/admin.ts'
import type { Caller } from '../../electron/contract/admin-items.ts'
import type { ErrorReport } from '../../electron/contract/errors.ts'
import type { JobItem } from '../../electron/contract/jobs.ts'
import type { Right } from '../../electron/contract/permissions.ts'
import { useBridge } from '../bridge/bridge.ts'
import { failure } from '../bridge/remote.ts'
import { useHostStore } from './host.ts'
import { useSessionStore } from './session.ts'

/**
 * The API of a host as the page asks it: of the host one is at, through the session and with one's own rights; without
 * a call, of the host that runs here, as its owner.
 */
export const useAdminStore = defineStore('admin', () => {
  const bridge = useBridge()
  const session = useSessionStore()
  const host = useHostStore()
  const way = computed(() => {
    if (session.inCall) return 'voice'
    return host.running === undefined ? undefined : 'host'
  })
  const hostName = computed(() => session.room?.hostName ?? host.running?.name ?? '')
  /** Who one is to the host, and what one may; undefined until it has said so. */
  const caller = shallowRef<Caller>()
  /** Why the last thing was refused. */
  const error = shallowRef<ErrorReport>()
  const jobs = shallowRef<ReadonlyMap<number, JobItem>>(new Map())
  const downloads = shallowRef<readonly DownloadState[]>([])

  /** The service that speaks to it; throws where there is none. */
  const api = () => {
    if (way.value === undefined) throw new Error('There is no host to be asked.')
    return bridge[way.value].api
  }

  /** Asks, and rejects with what the host says against it. */
  async function fetch<N extends AdminRouteName>(route: N, given: AdminGiven<N>): Promise<AdminAnswer<N>> {
    return api().admin(route, given)
  }

  /** Does something; undefined where it was refused, and `error` says why. */
  async function act<N extends AdminRouteName>(
    route: N,
    given: AdminGiven<N>,
  ): Promise<AdminAnswer<N> | undefined> {
    error.value = undefined
    try {
      return await fetch(route, given)
    } catch (cause) {
      error.value = failure(cause)
      return undefined
    }
  }

  /** The same with the tag of the thing; undefined where it was refused. */
  async function actTagged<N extends AdminRouteName>(
    route: N,
    given: AdminGiven<N>,
  ): Promise<Tagged<AdminAnswer<N>> | undefined> {
    error.value = undefined
    try {
      return await api().adminTagged(route, given)
    } catch (cause) {
      error.value = failure(cause)
      return undefined
    }
  }

  /** Learns what one may; again whenever it may have changed. */
  async function learn(): Promise<void> {
    if (way.value === undefined) return
    const answer = await act('me', {})
    if (answer !== undefined) caller.value = answer
  }

  async function download<N extends AdminFileName>(file: N, given: AdminFileGiven<N>): Promise<void> {
    error.value = undefined
    try {
      await api().download(file, given)
    } catch (cause) {
      error.value = failure(cause)
    }
  }

  const stopDownload = (id: number): Promise<void> => api().stopDownload(id)
  function forgetDownload(id: number): void {
    downloads.value = downloads.value.filter((one) => one.id !== id)
  }

  const may = (right: Right): boolean => caller.value?.rights.includes(right) === true
  const maySomewhere = (right: Right): boolean => caller.value?.somewhere.includes(right) === true
  /** Whether one stands above somebody, or something, of this rank. */
  const outranks = (rank: number): boolean => {
    const own = caller.value?.rank
    return own === null || (own !== undefined && own > rank)
  }

  function onJob(job: JobItem): void {
    jobs.value = new Map(jobs.value).set(job.id, job)
  }
  function onDownload(next: DownloadState): void {
    const others = downloads.value.filter((one) => one.id !== next.id)
    downloads.value = next.state === 'stopped' ? others : [...others, next].sort((a, b) => a.id - b.id)
  }
  /** What the other service tells is of another host. */
  const from =
    <T>(service: 'voice' | 'host', hear: (value: T) => void) =>
    (value: T): void => {
      if (way.value === service) hear(value)
    }
  onScopeDispose(bridge.voice.on('onJob', from('voice', onJob)))
  onScopeDispose(bridge.voice.on('onDownload', from('voice', onDownload)))
  onScopeDispose(bridge.host.on('onJob', from('host', onJob)))
  onScopeDispose(bridge.host.on('onDownload', from('host', onDownload)))
  // Another host has other people, jobs and rights; a role that changed has others too.
  watch([way, hostName, () => session.you?.role], () => {
    caller.value = undefined
    jobs.value = new Map()
    downloads.value = []
  })

  return {
    ...{ way, hostName, caller, error, jobs, downloads },
    ...{ service: api, fetch, act, actTagged, learn, may, maySomewhere, outranks },
    ...{ download, stopDownload, forgetDownload },
  }
})
