import { defineStore } from 'pinia'
import { shallowRef, watch } from 'vue'
import type { Right } from '../../electron/contract/permissions.ts'
import { useBridge } from '../bridge/bridge.ts'
import { useSessionStore } from './session.ts'

/** Rights that are asked about the own channel as soon as one is in it. */
const IN_CHANNEL: readonly Right[] = [
  'text',
  'invite',
  'move',
  'mute',
  'kick',
  'priority',
  'deleteMessages',
  'manageChannels',
  'makeTemporary',
  'record',
  'refuseRecording',
]
/** And about the host as a whole. */
const ON_HOST: readonly Right[] = [
  'manageChannels',
  'makeTemporary',
  'direct',
  'ban',
  'manageUsers',
  'manageRoles',
  'manageHost',
  'readAudit',
]

const keyOf = (right: Right, channelId: number | undefined): string => `${String(channelId ?? '')}:${right}`

/**
 * What this user may do, as the host explains it. What is not known yet counts as no: a control comes late rather than
 * promise what is refused. The host decides again whenever something is done.
 */
export const useRightsStore = defineStore('rights', () => {
  const bridge = useBridge()
  const session = useSessionStore()
  const known = shallowRef<ReadonlyMap<string, boolean>>(new Map())
  /** Rises whenever what was asked is void. */
  let stay = 0

  /** Whether the user may do something in a channel, or (without one) on the host. */
  function may(right: Right, channelId?: number): boolean {
    return session.you?.role === 'owner' || known.value.get(keyOf(right, channelId)) === true
  }

  /** Asks the host about rights; those known already are asked again, since channels change. */
  async function learn(rights: readonly Right[], channelId?: number): Promise<void> {
    const { you } = session
    if (you === undefined || you.role === 'owner') return
    const asked = stay
    await Promise.all(
      rights.map(async (right) => {
        const where = channelId === undefined ? {} : { channelId }
        const answer = await bridge.voice.api
          .ask({ type: 'explain', userId: you.userId, right, ...where })
          .catch(() => undefined)
        if (answer === undefined || asked !== stay) return
        known.value = new Map(known.value).set(keyOf(right, channelId), answer.explanation?.allowed === true)
      }),
    )
  }

  watch(
    [() => session.you?.userId, () => session.you?.channelId, () => session.you?.role],
    ([userId, channelId], [userBefore]) => {
      if (userBefore !== userId) known.value = new Map()
      stay += 1
      if (userId === undefined) return
      void learn(ON_HOST)
      void learn(IN_CHANNEL, channelId)
    },
    { immediate: true },
  )

  return { may, learn }
})
