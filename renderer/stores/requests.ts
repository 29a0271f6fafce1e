import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import type { ErrorReport } from '../../electron/contract/errors.ts'
import type { RoomAnswer, RoomRequest } from '../../electron/contract/gateway.ts'
import { useBridge } from '../bridge/bridge.ts'
import { failure } from '../bridge/remote.ts'

/** What is asked of the host beyond the own stay: members and channels. The host decides who may. */
export const useRequestsStore = defineStore('requests', () => {
  const bridge = useBridge()
  /** Why the last request was refused. */
  const error = shallowRef<ErrorReport>()

  /** Answers undefined where it was refused. */
  async function ask(request: RoomRequest): Promise<RoomAnswer | undefined> {
    error.value = undefined
    try {
      return await bridge.voice.api.ask(request)
    } catch (cause) {
      error.value = failure(cause)
      return undefined
    }
  }

  return { error, ask }
})
