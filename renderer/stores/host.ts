import { defineStore } from 'pinia'
import { computed, onScopeDispose, ref, shallowRef } from 'vue'
import type { ErrorReport } from '../../electron/contract/errors.ts'
import type { HostOptions, HostStatus } from '../../electron/contract/services.ts'
import { useBridge } from '../bridge/bridge.ts'
import { failure } from '../bridge/remote.ts'

/** What one chooses of a host of one's own. */
export interface HostWishes extends Pick<HostOptions, 'port' | 'discovery' | 'lanGuests'> {
  readonly name: string
}

const USUAL = { bind: '::', elsewhere: true, discovery: true } as const

/** The host this instance runs, if it does. */
export const useHostStore = defineStore('host', () => {
  const bridge = useBridge()
  const status = shallowRef<HostStatus>({ state: 'stopped' })
  const error = shallowRef<ErrorReport>()
  const starting = ref(false)
  /** How the running host was started, to start it again when its service comes back. */
  let lastOptions: HostOptions | undefined
  /** What was wished when it was started. */
  const wished = shallowRef<HostWishes>()

  function apply(next: HostStatus): void {
    status.value = next
    if (next.state === 'stopped' && next.error !== undefined) error.value = next.error
    if (next.state === 'running') error.value = undefined
    // Keep the port that was granted, so that the invites given out stay valid.
    if (next.state === 'running' && lastOptions !== undefined)
      lastOptions = { ...lastOptions, port: next.port }
  }

  async function refresh(): Promise<void> {
    try {
      apply(await bridge.host.api.status())
    } catch (cause) {
      error.value = failure(cause)
    }
  }

  /** Starts a host; where the port is taken, on the next free one. Answers the invite, or undefined on failure. */
  async function start(options: HostWishes): Promise<string | undefined> {
    error.value = undefined
    starting.value = true
    try {
      const owners = [await bridge.voice.api.publicKey()]
      lastOptions = { ...USUAL, ...options, owners }
      wished.value = options
      apply(await bridge.host.api.start(lastOptions))
    } catch (cause) {
      lastOptions = undefined
      error.value = failure(cause)
    } finally {
      starting.value = false
    }
    return status.value.state === 'running' ? status.value.invite : undefined
  }

  async function stop(): Promise<void> {
    lastOptions = undefined
    try {
      await bridge.host.api.stop()
      status.value = { state: 'stopped' }
    } catch (cause) {
      error.value = failure(cause)
    }
  }

  /** Starts the same host on the same port, after its service was started again. */
  async function revive(): Promise<void> {
    if (lastOptions === undefined) return
    try {
      apply(await bridge.host.api.start(lastOptions))
      error.value = undefined
    } catch (cause) {
      error.value = failure(cause)
    }
  }

  onScopeDispose(bridge.host.on('onHostStatus', apply))
  onScopeDispose(
    bridge.app.on('onService', ({ service, running }) => {
      if (service === 'host' && running) void revive()
    }),
  )

  const running = computed(() => (status.value.state === 'running' ? status.value : undefined))
  return { status, running, error, starting, wished, refresh, start, stop }
})
