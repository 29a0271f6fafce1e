import { defineStore } from 'pinia'
import { computed, onScopeDispose, shallowRef } from 'vue'
import type { SessionStats, SpeakerStats } from '../../electron/contract/stats.ts'
import { useBridge } from '../bridge/bridge.ts'

/** How a voice arrives, in three steps that people can hear. */
export type Quality = 'good' | 'fair' | 'poor'

/** From here on a voice has audible gaps now and then, and from there on words are lost: invented frames, percent. */
const FAIR_CONCEALED = 1
const POOR_CONCEALED = 5

/** From here on people begin to talk into each other, and from there on they do it always: mouth to ear, ms (G.114). */
const FAIR_DELAY_MS = 150
const POOR_DELAY_MS = 400

/** The quality of one voice by what is heard of it. */
export function qualityOf({
  concealedPercent,
  mouthToEarMs,
}: Pick<SpeakerStats, 'concealedPercent' | 'mouthToEarMs'>): Quality {
  const delayMs = mouthToEarMs?.total ?? 0
  if (concealedPercent >= POOR_CONCEALED || delayMs >= POOR_DELAY_MS) return 'poor'
  return concealedPercent >= FAIR_CONCEALED || delayMs >= FAIR_DELAY_MS ? 'fair' : 'good'
}

/** The numbers of the call, about once a second. */
export const useStatsStore = defineStore('stats', () => {
  const bridge = useBridge()
  const stats = shallowRef<SessionStats>()

  onScopeDispose(
    bridge.voice.on('onStats', (next) => {
      stats.value = next
    }),
  )
  // Numbers of a call that is over, or lost, say nothing.
  onScopeDispose(
    bridge.voice.on('onSession', ({ state }) => {
      if (state !== 'ready') stats.value = undefined
    }),
  )

  const speakers = computed(
    () => new Map((stats.value?.speakers ?? []).map((speaker) => [speaker.sourceId, speaker])),
  )
  const rttMs = computed(() => stats.value?.rttMs ?? undefined)
  return { stats, speakers, rttMs }
})
