import { defineStore } from 'pinia'
import { computed, onScopeDispose, ref, shallowRef } from 'vue'
import type { Levels } from '../../electron/contract/stats.ts'
import { useBridge } from '../bridge/bridge.ts'

/** Level of silence, dBov. */
const SILENCE_DB = -127

/** Above this level the own light is on, dBov, and for this long after, ms: as others see it. */
const LIGHT_DB = -50
const HOLD_MS = 250

const NOTHING: Levels = { captureDb: SILENCE_DB, sending: false, speakers: [] }

/** Who speaks now, and how loud the own microphone is; replaced about 20 times a second. */
export const useLevelsStore = defineStore('levels', () => {
  const bridge = useBridge()
  const levels = shallowRef<Levels>(NOTHING)
  const ownLight = ref(false)
  let loudMs = -Infinity

  onScopeDispose(
    bridge.voice.on('onLevels', (next) => {
      levels.value = next
      const nowMs = performance.now()
      if (next.captureDb > LIGHT_DB) loudMs = nowMs
      ownLight.value = next.sending && nowMs - loudMs <= HOLD_MS
    }),
  )
  // Lights must not stay on when nobody is there any more to put them out.
  onScopeDispose(
    bridge.voice.on('onSession', (state) => {
      if (state.state === 'ready') return
      levels.value = { ...levels.value, sending: false, speakers: [] }
      ownLight.value = false
    }),
  )

  // The same set as long as the same people speak: the page has nothing to do then.
  const speaking = computed<ReadonlySet<number>>((before) => {
    const now = new Set(levels.value.speakers.filter((one) => one.speaking).map(({ sourceId }) => sourceId))
    return before !== undefined && isSame(before, now) ? before : now
  })
  const captureDb = computed(() => levels.value.captureDb)
  /** Before the gain: what a threshold is about. */
  const inputDb = computed(() => levels.value.inputDb ?? levels.value.captureDb)
  const open = computed(() => levels.value.open === true)
  return { speaking, captureDb, inputDb, open, ownLight }
})

function isSame(one: ReadonlySet<number>, other: ReadonlySet<number>): boolean {
  return one.size === other.size && [...one].every((id) => other.has(id))
}
