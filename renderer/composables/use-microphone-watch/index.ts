import { onScopeDispose } from 'vue'
import { useSoundTestStore } from '../../stores/sound-test.ts'

/** How often the service is told that somebody still looks, ms: it waits for 5 s. */
const AGAIN_MS = 2_000

/** Has levels and statistics told, without a call too, for as long as whoever asked is shown. */
export function useMicrophoneWatch(): void {
  const test = useSoundTestStore()
  void test.watch(true)
  const timer = setInterval(() => void test.watch(true), AGAIN_MS)
  onScopeDispose(() => {
    clearInterval(timer)
    void test.watch(false)
  })
}
