import { watch } from 'vue'
import { useBridge } from '../../bridge/bridge.ts'
import { useDevicesStore } from '../../stores/devices.ts'
import { useRequestsStore } from '../../stores/requests.ts'
import { useRightsStore } from '../../stores/rights.ts'
import { useSessionStore } from '../../stores/session.ts'
import { useSettingsStore } from '../../stores/settings.ts'
import { useTalkStore } from '../../stores/talk.ts'
import { DEFAULT_SETTINGS } from '../../../electron/contract/services.ts'

/** Hands what is set to the voice service: at the start, when it was started again, and whenever something changes. */
export function useSettingsInForce(): { readonly applyAll: () => Promise<void> } {
  const { api } = useBridge().voice
  const settings = useSettingsStore()
  const devices = useDevicesStore()
  const talk = useTalkStore()

  const now = () => settings.settings
  const parts = [
    { of: () => [now().captureDevice, now().playbackDevice], apply: useDevices },
    { of: () => [now().talkMode, now().gateOpenDb, now().hangMs, now().releaseMs], apply: useMode },
    { of: () => [now().processing], apply: () => api.setProcessing({ usual: true, ...now().processing }) },
    { of: () => [now().profile], apply: () => api.setProfile(now().profile) },
    { of: () => [now().downlink], apply: () => api.setDownlink(now().downlink) },
  ]

  function useDevices(): Promise<void> {
    return devices.select({ capture: now().captureDevice, playback: now().playbackDevice })
  }

  function useMode(): Promise<void> {
    const { talkMode, gateOpenDb, hangMs, releaseMs } = now()
    return talk.setMode(talkMode, { openDb: gateOpenDb, hangMs, releaseMs })
  }

  /** Before, what was read from the disk is no change of anybody. */
  let isInForce = false

  /** What a service begins with need not be told. */
  async function applyAll(): Promise<void> {
    isInForce = true
    const usual = JSON.stringify(partsOf(DEFAULT_SETTINGS))
    if (JSON.stringify(partsOf(now())) === usual) return
    for (const { apply } of parts) await quietly(apply)
  }

  for (const { of, apply } of parts) {
    watch(
      () => JSON.stringify(of()),
      () => {
        if (isInForce) void quietly(apply)
      },
    )
  }
  useKeptOut()
  return { applyAll }
}

function partsOf(settings: typeof DEFAULT_SETTINGS): unknown[] {
  const { captureDevice, playbackDevice, talkMode, gateOpenDb, hangMs, releaseMs } = settings
  const { processing, profile, downlink } = settings
  return [
    captureDevice,
    playbackDevice,
    talkMode,
    gateOpenDb,
    hangMs,
    releaseMs,
    processing,
    profile,
    downlink,
  ]
}

/** A service that is away gets everything when it is back. */
async function quietly(apply: () => Promise<void>): Promise<void> {
  await apply().catch(() => undefined)
}

/** Who wants to be kept out of recordings says so wherever it is allowed. */
function useKeptOut(): void {
  const settings = useSettingsStore()
  const session = useSessionStore()
  const rights = useRightsStore()
  const requests = useRequestsStore()
  watch(
    () => {
      const { you } = session
      if (you === undefined || !rights.may('refuseRecording', you.channelId)) return undefined
      return settings.settings.keepVoiceOut
    },
    (wanted, before) => {
      const differs = wanted !== undefined && wanted !== (session.you?.refusesRecording === true)
      // On a host where somebody refused by hand, only a change of the wish takes it back.
      if (differs && (wanted || before !== undefined))
        void requests.ask({ type: 'refuseRecording', on: wanted })
    },
    { immediate: true },
  )
}
