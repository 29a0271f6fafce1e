import { onScopeDispose } from 'vue'
import { useBridge } from '../../bridge/bridge.ts'

/** How often the service is told that somebody still looks, ms: it waits for 5 s. */
const AGAIN_MS = 2_000

/** Has levels and statistics told, without a call too, for as long as whoever asked is shown. */
export function useMicrophoneWatch(): void {
  const { api } = useBridge().voice
  // What keeps the devices from being opened is told by them.
  const watch = (on: boolean): void => void api.watchMicrophone(on).catch(() => undefined)
  watch(true)
  const timer = setInterval(() => {
    watch(true)
  }, AGAIN_MS)
  onScopeDispose(() => {
    clearInterval(timer)
    watch(false)
  })
}
