import { defineStore } from 'pinia'
import { computed, shallowRef, watch } from 'vue'
import type { ErrorCode } from '../../electron/contract/errors.ts'
import { parseInvite } from '../../electron/contract/invite.ts'
import { LIMITS } from '../../electron/contract/limits.ts'
import type { RecentHost } from '../../electron/contract/services.ts'
import { useBridge } from '../bridge/bridge.ts'
import { failure } from '../bridge/remote.ts'
import { useSessionStore } from './session.ts'
import { useSettingsStore } from './settings.ts'

/** Whether a host is there: asked, and what it or the way to it said. */
export type Presence =
  { readonly state: 'asking' | 'there' } | { readonly state: 'away'; readonly code: ErrorCode }

/** The hosts this user was at, and which of them answer now. */
export const useRecentsStore = defineStore('recents', () => {
  const bridge = useBridge()
  const settings = useSettingsStore()
  const session = useSessionStore()
  const presence = shallowRef<ReadonlyMap<string, Presence>>(new Map())

  const hosts = computed(() =>
    settings.settings.recentHosts.map((host) => ({
      ...host,
      presence: presence.value.get(host.fingerprint),
    })),
  )

  async function look({ fingerprint, invite }: RecentHost): Promise<void> {
    if (presence.value.get(fingerprint) === undefined) tell(fingerprint, { state: 'asking' })
    try {
      await bridge.voice.api.glimpse(invite)
      tell(fingerprint, { state: 'there' })
    } catch (cause) {
      tell(fingerprint, { state: 'away', code: failure(cause).code })
    }
  }

  function tell(fingerprint: string, now: Presence): void {
    presence.value = new Map(presence.value).set(fingerprint, now)
  }

  /** Asks each of them. */
  async function refresh(): Promise<void> {
    await Promise.all(settings.settings.recentHosts.map(look))
  }

  async function forget(fingerprint: string): Promise<void> {
    const recentHosts = settings.settings.recentHosts.filter((host) => host.fingerprint !== fingerprint)
    await settings.save({ recentHosts })
  }

  async function remember(invite: string, name: string): Promise<void> {
    const { fingerprint } = parseInvite(invite)
    const others = settings.settings.recentHosts.filter((host) => host.fingerprint !== fingerprint)
    const newest = { fingerprint, name, invite, lastMs: Date.now() }
    await settings.save({ recentHosts: [newest, ...others].slice(0, LIMITS.recentHosts) })
  }

  watch(
    () => (session.state.state === 'ready' ? session.room?.hostName : undefined),
    (name) => {
      if (name !== undefined && session.invite !== undefined) void remember(session.invite, name)
    },
  )
  return { hosts, refresh, forget }
})
