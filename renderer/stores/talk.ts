import { defineStore } from 'pinia'
import { computed, onScopeDispose, ref, shallowRef } from 'vue'
import type { GateSettings, TransmitMode } from '../../electron/contract/engine.ts'
import type { ErrorReport } from '../../electron/contract/errors.ts'
import { useBridge } from '../bridge/bridge.ts'
import { failure } from '../bridge/remote.ts'

/** What of the microphone is sent, and whether the key of push-to-talk is down. */
export const useTalkStore = defineStore('talk', () => {
  const bridge = useBridge()
  const mode = ref<TransmitMode>('continuous')
  /** Held in this window, and held as a key that works everywhere, which the shell sees to itself. */
  const pressedHere = ref(false)
  const pressedAnywhere = ref(false)
  const pressed = computed(() => pressedHere.value || pressedAnywhere.value)
  const error = shallowRef<ErrorReport>()

  async function attempt(request: () => Promise<void>): Promise<void> {
    error.value = undefined
    try {
      await request()
    } catch (cause) {
      error.value = failure(cause)
    }
  }

  /** Takes a way of talking; a key that is down is let go. */
  async function setMode(next: TransmitMode, gate: GateSettings = {}): Promise<void> {
    if (next !== mode.value) await press(false)
    mode.value = next
    await attempt(() => bridge.voice.api.setMode(next, gate))
  }

  /** The key of push-to-talk went down or up; void in the other modes. */
  async function press(down: boolean): Promise<void> {
    const now = down && mode.value === 'ptt'
    if (now === pressedHere.value) return
    pressedHere.value = now
    if (pressedAnywhere.value) return
    await attempt(() => bridge.voice.api.setTalking(now))
  }

  // A new engine has no key down.
  onScopeDispose(
    bridge.voice.on('onSession', ({ state }) => {
      if (state === 'closed' || state === 'idle') pressedHere.value = false
    }),
  )
  onScopeDispose(
    bridge.app.on('onShortcut', ({ action, down }) => {
      if (action === 'talk') pressedAnywhere.value = down && mode.value === 'ptt'
    }),
  )
  return { mode, pressed, error, setMode, press }
})
