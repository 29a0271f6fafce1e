import { defineStore } from 'pinia'
import { computed, onScopeDispose, ref } from 'vue'
import { useBridge } from '../bridge/bridge.ts'

/** Whether the parts behind the page run: the shell itself and its two services. */
export const useServicesStore = defineStore('services', () => {
  const bridge = useBridge()
  const running = ref({ app: true, host: true, voice: true })

  onScopeDispose(
    bridge.app.onOpen((open) => {
      running.value = { ...running.value, app: open }
    }),
  )
  onScopeDispose(
    bridge.app.on('onService', (event) => {
      running.value = { ...running.value, [event.service]: event.running }
    }),
  )

  /** What to tell the user, if anything: `shell` (the program is gone) or `service` (being restarted). */
  const trouble = computed<'shell' | 'service' | undefined>(() => {
    if (!running.value.app) return 'shell'
    return running.value.host && running.value.voice ? undefined : 'service'
  })
  return { running, trouble }
})
