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

  /** Those of a sound system; without one, each device as it is best reached. */
  const devicesOf = (hostApi: string | undefined): readonly AudioDevice[] =>
    list.value.devices.filter((one) => (hostApi === undefined ? one.preferred : one.hostApi === hostApi))
  const microphonesOf = (hostApi: string | undefined): readonly AudioDevice[] =>
    devicesOf(hostApi).filter(({ inputChannels }) => inputChannels > 0)
  const headphonesOf = (hostApi: string | undefined): readonly AudioDevice[] =>
    devicesOf(hostApi).filter(({ outputChannels }) => outputChannels > 0)
  const microphones = computed(() => microphonesOf(undefined))
  const headphones = computed(() => headphonesOf(undefined))
  const hostApis = computed(() => [...new Set(list.value.devices.map(({ hostApi }) => hostApi))])
  const listError = computed(() => list.value.error)
  return {
    ...{ microphones, headphones, microphonesOf, headphonesOf, hostApis },
    ...{ listError, loading, captureError, playbackError, refresh, select },
  }
})
