import { defineStore } from 'pinia'
import { ref, shallowRef } from 'vue'
import type { ErrorReport } from '../../electron/contract/errors.ts'
import { useBridge } from '../bridge/bridge.ts'
import { failure } from '../bridge/remote.ts'

/** How long an invite made from the call lets people in, seconds: a week covers "see you on Friday". */
const LIFETIME_S = 7 * 24 * 3600

/** The invite link being shown. */
export const useInvitesStore = defineStore('invites', () => {
  const bridge = useBridge()
  const link = ref('')
  const error = shallowRef<ErrorReport>()

  /** Asks the host of the call for a link that any number of people may use, into a channel where one is named. */
  async function create(channelId?: number): Promise<void> {
    error.value = undefined
    const where = channelId === undefined ? {} : { channelId }
    try {
      link.value = await bridge.voice.api.createInvite({ ...where, lifetimeS: LIFETIME_S, uses: 0 })
    } catch (cause) {
      link.value = ''
      error.value = failure(cause)
    }
  }

  return { link, error, create }
})
