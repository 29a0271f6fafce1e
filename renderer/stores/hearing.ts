import { defineStore } from 'pinia'
import { computed, onScopeDispose, shallowRef } from 'vue'
import type { ErrorReport } from '../../electron/contract/errors.ts'
import type { Hearing, UserHearing } from '../../electron/contract/services.ts'
import { useBridge } from '../bridge/bridge.ts'
import { failure } from '../bridge/remote.ts'

/** How this user hears the others. */
export const useHearingStore = defineStore('hearing', () => {
  const bridge = useBridge()
  const hearing = shallowRef<Hearing>({ matching: true, spread: false, users: [] })
  const error = shallowRef<ErrorReport>()
  const wishes = computed(() => new Map(hearing.value.users.map((user) => [user.userId, user])))

  onScopeDispose(
    bridge.voice.on('onHearing', (next) => {
      hearing.value = next
    }),
  )

  async function attempt(request: () => Promise<void>): Promise<void> {
    error.value = undefined
    try {
      await request()
    } catch (cause) {
      error.value = failure(cause)
    }
  }

  /** What holds for a page that opens while a call runs. */
  async function refresh(): Promise<void> {
    await attempt(async () => {
      hearing.value = await bridge.voice.api.hearing()
    })
  }

  /** What is wished about a user; as they come where nothing is. */
  function of(userId: number): Pick<UserHearing, 'gainDb' | 'muted'> {
    return wishes.value.get(userId) ?? { gainDb: 0, muted: false }
  }

  const setVolume = (userId: number, gainDb: number): Promise<void> =>
    attempt(() => bridge.voice.api.setUserVolume(userId, gainDb))
  const setMuted = (userId: number, muted: boolean): Promise<void> =>
    attempt(() => bridge.voice.api.setUserMuted(userId, muted))

  return { hearing, error, refresh, of, setVolume, setMuted }
})
