import { computed, reactive } from 'vue'
import type { TransmitMode } from '../../../electron/contract/engine.ts'
import { useDevicesStore } from '../../stores/devices.ts'
import { useSettingsStore } from '../../stores/settings.ts'
import { useTalkStore } from '../../stores/talk.ts'

/** The own microphone, headphones and way of talking: each change takes effect and is kept. */
export function useOwnDevices() {
  const settings = useSettingsStore()
  const devices = useDevicesStore()
  const talk = useTalkStore()

  async function choose(change: { captureDevice: string } | { playbackDevice: string }): Promise<void> {
    await settings.save(change)
    const { captureDevice, playbackDevice } = settings.settings
    await devices.select({ capture: captureDevice, playback: playbackDevice })
  }

  async function setMode(talkMode: TransmitMode): Promise<void> {
    await talk.setMode(talkMode)
    await settings.save({ talkMode })
  }

  const microphone = computed({
    get: () => settings.settings.captureDevice,
    set: (captureDevice) => void choose({ captureDevice }),
  })
  const headphones = computed({
    get: () => settings.settings.playbackDevice,
    set: (playbackDevice) => void choose({ playbackDevice }),
  })
  return reactive({ microphone, headphones, setMode, error: computed(() => settings.error) })
}
