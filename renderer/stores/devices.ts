import { defineStore } from 'pinia'
import { computed, onScopeDispose, ref, shallowRef } from 'vue'
import type { ErrorReport } from '../../electron/contract/errors.ts'
import type { AudioDevice, DeviceList } from '../../electron/contract/services.ts'
import { useBridge } from '../bridge/bridge.ts'
import { failure } from '../bridge/remote.ts'

/** Which microphone and headphones to use, by device id; `default` follows the system. */
export interface DeviceSelection {
  readonly capture: string
  readonly playback: string
}

/** The audio devices of this machine and what is wrong with the chosen ones. */
export const useDevicesStore = defineStore('devices', () => {
  const bridge = useBridge()
  const list = shallowRef<DeviceList>({ devices: [] })
  const loading = ref(false)
  const captureError = shallowRef<ErrorReport>()
  const playbackError = shallowRef<ErrorReport>()

  async function refresh(): Promise<void> {
    loading.value = true
    try {
      list.value = await bridge.voice.api.devices()
    } catch (cause) {
      list.value = { devices: [], error: failure(cause) }
    } finally {
      loading.value = false
    }
  }

  async function select(selection: DeviceSelection): Promise<void> {
    captureError.value = undefined
    playbackError.value = undefined
    try {
      await bridge.voice.api.selectDevices({
        capture: { kind: 'device', name: selection.capture },
        playback: { kind: 'device', name: selection.playback },
      })
    } catch (cause) {
      captureError.value = failure(cause)
    }
  }

  onScopeDispose(
    bridge.voice.on('onDevice', ({ which, error }) => {
      const target = which === 'capture' ? captureError : playbackError
      target.value = error ?? undefined
    }),
  )

  const microphones = computed<readonly AudioDevice[]>(() =>
    list.value.devices.filter(({ inputChannels, preferred }) => inputChannels > 0 && preferred),
  )
  const headphones = computed<readonly AudioDevice[]>(() =>
    list.value.devices.filter(({ outputChannels, preferred }) => outputChannels > 0 && preferred),
  )
  const listError = computed(() => list.value.error)
  return { microphones, headphones, listError, loading, captureError, playbackError, refresh, select }
})
