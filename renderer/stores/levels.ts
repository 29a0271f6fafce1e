import { defineStore } from 'pinia'
import { computed, onScopeDispose, shallowRef } from 'vue'
import type { Levels } from '../../electron/contract/stats.ts'
import { useBridge } from '../bridge/bridge.ts'

/** Level of silence, dBov. */
const SILENCE_DB = -127

const NOTHING: Levels = { captureDb: SILENCE_DB, sending: false, speakers: [] }

/** Who speaks now, and how loud the own microphone is; replaced about 20 times a second. */
export const useLevelsStore = defineStore('levels', () => {
  const bridge = useBridge()
  const levels = shallowRef<Levels>(NOTHING)

  onScopeDispose(
    bridge.voice.on('onLevels', (next) => {
      levels.value = next
    }),
  )
  // Lights must not stay on when nobody is there any more to put them out.
  onScopeDispose(
    bridge.voice.on('onSession', (state) => {
      if (state.state !== 'ready') levels.value = { ...levels.value, sending: false, speakers: [] }
    }),
  )

  const speaking = computed(
    () =>
      new Set(levels.value.speakers.filter((speaker) => speaker.speaking).map(({ sourceId }) => sourceId)),
  )
  const captureDb = computed(() => levels.value.captureDb)
  const sending = computed(() => levels.value.sending)
  return { speaking, captureDb, sending }
})
