import { defineStore } from 'pinia'
import { computed, onScopeDispose, ref, shallowRef } from 'vue'
import type {
  CalibrationResult,
  LoopbackMode,
  TestStep,
  TrialResult,
} from '../../electron/contract/engine.ts'
import type { ErrorReport } from '../../electron/contract/errors.ts'
import type { SessionStats } from '../../electron/contract/stats.ts'
import { useBridge } from '../bridge/bridge.ts'
import { failure } from '../bridge/remote.ts'

/** What one finds out about the own microphone and headphones, in a call or without one. */
export const useSoundTestStore = defineStore('soundTest', () => {
  const bridge = useBridge()
  /** What a trial or a measurement does now. */
  const step = ref<TestStep>()
  const playing = ref(false)
  const trial = shallowRef<TrialResult>()
  const calibration = shallowRef<CalibrationResult>()
  const loopback = ref<LoopbackMode>('off')
  const error = shallowRef<ErrorReport>()
  /** The newest numbers, without a call as well. */
  const stats = shallowRef<SessionStats>()

  onScopeDispose(
    bridge.voice.on('onTestStep', (now) => {
      step.value = now
    }),
  )
  onScopeDispose(
    bridge.voice.on('onStats', (now) => {
      stats.value = now
    }),
  )
  // What one hears of oneself ends with the call.
  onScopeDispose(
    bridge.voice.on('onSession', ({ state }) => {
      if (state === 'closed') loopback.value = 'off'
    }),
  )

  async function attempt<T>(request: () => Promise<T>): Promise<T | undefined> {
    error.value = undefined
    try {
      return await request()
    } catch (cause) {
      error.value = failure(cause)
      return undefined
    } finally {
      step.value = undefined
    }
  }

  /** Has levels and numbers told for a while, or no longer; devices that cannot be opened tell so themselves. */
  async function watch(on: boolean): Promise<void> {
    try {
      await bridge.voice.api.watchMicrophone(on)
    } catch (cause) {
      error.value = failure(cause)
    }
  }

  /** Records the own voice and plays it. */
  async function tryVoice(): Promise<void> {
    step.value = 'recording'
    trial.value = await attempt(() => bridge.voice.api.tryVoice())
  }

  /** Measures room and voice; answers undefined where that could not be. */
  async function calibrate(): Promise<CalibrationResult | undefined> {
    step.value = 'room'
    calibration.value = await attempt(() => bridge.voice.api.calibrate())
    return calibration.value
  }

  async function playTone(): Promise<void> {
    playing.value = true
    await attempt(() => bridge.voice.api.playTone())
    playing.value = false
  }

  async function setLoopback(mode: LoopbackMode): Promise<void> {
    loopback.value = mode
    await attempt(() => bridge.voice.api.setLoopback(mode))
    if (error.value !== undefined) loopback.value = 'off'
  }

  /** Nobody looks any more: what goes on ends, and what it found is of no use later. */
  async function end(): Promise<void> {
    const isOn = step.value !== undefined
    trial.value = undefined
    calibration.value = undefined
    if (loopback.value !== 'off') await setLoopback('off')
    if (isOn) await attempt(() => bridge.voice.api.endTests())
    error.value = undefined
  }

  const busy = computed(() => step.value !== undefined)
  return {
    ...{ step, busy, playing, trial, calibration, loopback, error, stats },
    ...{ watch, tryVoice, calibrate, playTone, setLoopback, end },
  }
})
