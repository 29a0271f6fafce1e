import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import type { RoleItem, UserItem } from '../../electron/contract/admin-items.ts'
import type { Channel } from '../../electron/contract/models.ts'
import { BUILT_IN_ROLES } from '../../electron/contract/permissions.ts'
import { useAdminStore } from './admin.ts'

/** Channels and roles of the host that is managed: what the other lists speak of by number. */
export const useAdminPlacesStore = defineStore('admin-places', () => {
  const admin = useAdminStore()
  const channels = shallowRef<readonly Channel[]>([])
  const roles = shallowRef<readonly RoleItem[]>([])

  async function loadChannels(): Promise<void> {
    channels.value = (await admin.fetch('channels.list', {})).items
  }
  async function loadRoles(): Promise<void> {
    roles.value = (await admin.fetch('roles.list', {})).items
  }

  /** Both, as far as one may read them; who may not sees numbers in their place. */
  async function load(): Promise<void> {
    await Promise.allSettled([loadChannels(), loadRoles()])
  }

  /** Every channel with how deep it lies, each after the one around it. */
  const tree = computed(() => {
    const within = Map.groupBy(channels.value, ({ parentId }) => parentId)
    const below = (parentId: number | null, depth: number): { channel: Channel; depth: number }[] =>
      (within.get(parentId) ?? [])
        .toSorted((a, b) => a.order - b.order || a.id - b.id)
        .flatMap((channel) => [{ channel, depth }, ...below(channel.id, depth + 1)])
    return below(null, 0)
  })
  const ownRoles = computed(() => roles.value.filter(({ builtIn }) => !builtIn))

  const channelName = (id: number): string =>
    channels.value.find((one) => one.id === id)?.name ?? `#${String(id)}`

  /** The rank of the highest role of a user. */
  function rankOf({ role, roles: given }: Pick<UserItem, 'role' | 'roles'>): number {
    const ranks = given.map((id) => roles.value.find((one) => one.id === id)?.rank ?? 0)
    return Math.max(BUILT_IN_ROLES[role].rank, ...ranks)
  }

  return { channels, roles, tree, ownRoles, load, loadChannels, loadRoles, channelName, rankOf }
})
