import { defineStore } from 'pinia'
import { onScopeDispose, ref, shallowRef } from 'vue'
import type { ErrorReport } from '../../electron/contract/errors.ts'
import type { UpdateStatus } from '../../electron/contract/updates.ts'
import { useBridge } from '../bridge/bridge.ts'
import { failure } from '../bridge/remote.ts'

/** How a newer version of the app stands. */
export const useUpdatesStore = defineStore('updates', () => {
  const bridge = useBridge()
  const status = shallowRef<UpdateStatus>({ state: 'off' })
  const error = shallowRef<ErrorReport>()
  const looking = ref(false)
  /** Whether somebody has looked by hand. */
  const looked = ref(false)

  async function attempt(request: () => Promise<void>): Promise<void> {
    error.value = undefined
    try {
      await request()
    } catch (cause) {
      error.value = failure(cause)
    }
  }

  const refresh = (): Promise<void> =>
    attempt(async () => {
      status.value = await bridge.app.api.updateStatus()
    })
  async function look(): Promise<void> {
    looking.value = true
    await attempt(async () => {
      status.value = await bridge.app.api.lookForUpdate()
    })
    looking.value = false
    looked.value = true
  }
  const fetch = (): Promise<void> =>
    attempt(async () => {
      await bridge.app.api.fetchUpdate()
    })
  const install = (): Promise<void> => attempt(() => bridge.app.api.installUpdate())

  onScopeDispose(
    bridge.app.on('onUpdate', (next) => {
      status.value = next
    }),
  )
  void refresh()
  return { status, error, looking, looked, refresh, look, fetch, install }
})
