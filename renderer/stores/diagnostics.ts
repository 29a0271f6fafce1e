import { defineStore } from 'pinia'
import { ref, shallowRef } from 'vue'
import type { CallHistory } from '../../electron/contract/diagnostics.ts'
import type { ErrorReport } from '../../electron/contract/errors.ts'
import { useBridge } from '../bridge/bridge.ts'
import { failure } from '../bridge/remote.ts'

/** The file for whoever looks for a fault, made by the app's own service. */
export const useDiagnosticsStore = defineStore('diagnostics', () => {
  const bridge = useBridge()
  const busy = ref(false)
  const error = shallowRef<ErrorReport>()

  /** Its text; undefined, and the error set, where it could not be made. */
  async function gather(history: CallHistory): Promise<string | undefined> {
    error.value = undefined
    busy.value = true
    try {
      return await bridge.app.api.diagnostics(history)
    } catch (cause) {
      error.value = failure(cause)
      return undefined
    } finally {
      busy.value = false
    }
  }

  return { busy, error, gather }
})
