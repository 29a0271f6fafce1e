import { defineStore } from 'pinia'
import { computed, onScopeDispose, shallowRef } from 'vue'
import type { ErrorReport } from '../../electron/contract/errors.ts'
import { parseInvite, withKey } from '../../electron/contract/invite.ts'
import type { Channel, Member } from '../../electron/contract/models.ts'
import type { ConnectOptions, LanHost, RoomView, SessionState } from '../../electron/contract/services.ts'
import { useBridge } from '../bridge/bridge.ts'
import { failure } from '../bridge/remote.ts'

/** A channel with who is in it. */
export interface ChannelWithMembers {
  readonly channel: Channel
  /** Channels around it. */
  readonly depth: number
  readonly members: readonly Member[]
}

/** The stay with a host: who is where, and what this user asks of it. */
export const useSessionStore = defineStore('session', () => {
  const bridge = useBridge()
  const state = shallowRef<SessionState>({ state: 'idle' })
  const error = shallowRef<ErrorReport>()
  // Shallow: a reactive proxy cannot cross a message port.
  const flags = shallowRef({ muted: false, deafened: false })
  /** What was joined last, to join again when the voice service comes back. */
  const lastConnect = shallowRef<ConnectOptions>()

  function apply(next: SessionState): void {
    state.value = next
    if (next.state === 'closed') error.value = next.error
    const you = 'room' in next ? next.room.members.find((m) => m.sourceId === next.room.you) : undefined
    if (you !== undefined) flags.value = { muted: you.muted, deafened: you.deafened }
  }

  async function attempt(request: () => Promise<void>): Promise<void> {
    error.value = undefined
    try {
      await request()
    } catch (cause) {
      error.value = failure(cause)
    }
  }

  async function refresh(): Promise<void> {
    await attempt(async () => {
      apply(await bridge.voice.api.state())
    })
  }

  async function connect(options: ConnectOptions): Promise<void> {
    // A link code is for once: who comes back is known.
    const { linkCode, ...again } = options
    lastConnect.value = again
    await attempt(() => bridge.voice.api.connect(options))
    const nickname = you.value?.nickname
    if (linkCode !== undefined && nickname !== undefined) lastConnect.value = { ...again, nickname }
  }

  /** Goes to a host of this network; its link without a token leads back there after a crash. */
  async function joinHost({ fingerprint, invite }: LanHost, nickname: string): Promise<void> {
    lastConnect.value = { invite, nickname }
    await attempt(() => bridge.voice.api.joinHost({ fingerprint, nickname }))
  }

  /** Goes to the host though it shows another key than promised: a person has seen both, and to that very key alone. */
  async function acceptKey(): Promise<void> {
    const [keys, last] = [error.value?.keys, lastConnect.value]
    if (keys === undefined || last === undefined) return
    const invite = withKey(parseInvite(last.invite), keys.shown)
    await connect({ ...last, invite, acceptKey: keys.shown })
  }

  async function leave(): Promise<void> {
    lastConnect.value = undefined
    await attempt(() => bridge.voice.api.leave())
  }

  /** Goes to another channel; what kept it from that is `error`. */
  async function join(channelId: number, password?: string): Promise<void> {
    // A word that is left out must not arrive as null.
    await attempt(() =>
      password === undefined ? bridge.voice.api.join(channelId) : bridge.voice.api.join(channelId, password),
    )
  }

  /** Muted and deafened as people expect: deafening mutes, unmuting undeafens. */
  async function setFlags(next: { muted: boolean; deafened: boolean }): Promise<void> {
    flags.value = next
    await attempt(() => bridge.voice.api.setFlags(next))
  }

  const toggleMute = (): Promise<void> => {
    const muted = !flags.value.muted
    return setFlags({ muted, deafened: muted && flags.value.deafened })
  }
  const toggleDeafen = (): Promise<void> => {
    const deafened = !flags.value.deafened
    return setFlags({ muted: deafened, deafened })
  }

  /** After the voice service came back: the same host, with the same mute state. */
  async function revive(): Promise<void> {
    if (lastConnect.value === undefined) return
    const wanted = flags.value
    await connect(lastConnect.value)
    if (error.value === undefined && (wanted.muted || wanted.deafened)) await setFlags(wanted)
  }

  onScopeDispose(bridge.voice.on('onSession', apply))
  onScopeDispose(
    bridge.app.on('onService', ({ service, running }) => {
      if (service === 'voice' && running) void revive()
    }),
  )

  const room = computed<RoomView | undefined>(() => ('room' in state.value ? state.value.room : undefined))
  const you = computed(() => room.value?.members.find((member) => member.sourceId === room.value?.you))
  const channels = computed<ChannelWithMembers[]>(() => channelsOf(room.value))
  const here = computed(() => channels.value.find(({ channel }) => channel.id === you.value?.channelId))
  const inCall = computed(() => room.value !== undefined)
  /** The link of this stay; undefined where the page came to it later. */
  const invite = computed(() => lastConnect.value?.invite)
  const joining = computed(() => ['resolving', 'connecting', 'authenticating'].includes(state.value.state))

  return {
    ...{ state, error, flags, room, you, channels, here, inCall, joining, invite },
    ...{ refresh, connect, joinHost, acceptKey, leave, join, toggleMute, toggleDeafen },
  }
})

/** Every channel, each after the one around it, siblings in their order. */
function channelsOf(room: RoomView | undefined): ChannelWithMembers[] {
  if (room === undefined) return []
  const members = Map.groupBy(room.members, ({ channelId }) => channelId)
  const within = Map.groupBy(room.channels, ({ parentId }) => parentId)
  const below = (parentId: number | null, depth: number): ChannelWithMembers[] =>
    (within.get(parentId) ?? [])
      .sort(byOrder)
      .flatMap((channel) => [
        { channel, depth, members: (members.get(channel.id) ?? []).sort(byName) },
        ...below(channel.id, depth + 1),
      ])
  return below(null, 0)
}

function byOrder(a: Channel, b: Channel): number {
  return a.order - b.order || a.id - b.id
}

/** Made once: for a thousand members it is the difference between a moment and a pause. */
const NAMES = new Intl.Collator()

function byName(a: Member, b: Member): number {
  return NAMES.compare(a.nickname, b.nickname) || a.sourceId - b.sourceId
}
