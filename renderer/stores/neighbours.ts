import { defineStore } from 'pinia'
import { onScopeDispose, shallowRef } from 'vue'
import type { LanHost } from '../../electron/contract/services.ts'
import { useBridge } from '../bridge/bridge.ts'

/** Hosts on this network, as they are found while somebody looks. */
export const useNeighboursStore = defineStore('neighbours', () => {
  const bridge = useBridge()
  const hosts = shallowRef<readonly LanHost[]>([])

  onScopeDispose(
    bridge.voice.on('onHosts', (next) => {
      hosts.value = next
    }),
  )

  /** Begins to look, or ends it. A network that does not allow it leaves the list empty. */
  async function look(on: boolean): Promise<void> {
    try {
      await bridge.voice.api.lookForHosts(on)
      hosts.value = on ? await bridge.voice.api.hosts() : []
    } catch {
      hosts.value = []
    }
  }

  return { hosts, look }
})
