import { computed, reactive } from 'vue'
import type { TransmitMode } from '../../../electron/contract/engine.ts'
import { useSettingsStore } from '../../stores/settings.ts'

/** The own microphone, headphones and way of talking: each change is kept, and so takes effect. */
export function useOwnDevices() {
  const settings = useSettingsStore()

  async function setMode(talkMode: TransmitMode): Promise<void> {
    await settings.save({ talkMode })
  }

  const microphone = computed({
    get: () => settings.settings.captureDevice,
    set: (captureDevice) => void settings.save({ captureDevice }),
  })
  const headphones = computed({
    get: () => settings.settings.playbackDevice,
    set: (playbackDevice) => void settings.save({ playbackDevice }),
  })
  return reactive({ microphone, headphones, setMode, error: computed(() => settings.error) })
}
