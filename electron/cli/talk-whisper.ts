import { LIMITS } from '../contract/limits.ts'
import type { WhisperTargets } from '../contract/models.ts'
import type { RoomView, SessionState, VoiceServiceApi } from '../contract/services.ts'

/** Names a channel rather than a member: `#Games`, or with those within it `#Games/`. */
const CHANNEL_MARK = '#'
const INNER_MARK = '/'

/** The part of the voice service that this file speaks to. */
type Whisperer = Pick<VoiceServiceApi, 'setWhisperList' | 'setWhispering'>

/**
 * Whispers to members and channels by name. Who is not there yet is whispered to from its coming on. Every choice has a
 * list of its own, so that nothing said after it reaches those of the one before.
 */
export class TalkWhisper {
  readonly #service: Whisperer
  readonly #onRefused: (error: unknown) => void
  #room: RoomView | undefined
  #names: readonly string[] = []
  #list = 0
  /** What the service was told of the list. */
  #told = ''

  constructor(service: Whisperer, onRefused: (error: unknown) => void) {
    this.#service = service
    this.#onRefused = onRefused
  }

  /** From now on only these hear what is said; nobody named: the channel again. */
  hold(names: readonly string[]): void {
    if (this.#told !== '') this.#tell({ users: [], channels: [] })
    this.#told = ''
    this.#names = names
    if (names.length > 0) this.#list = (this.#list % LIMITS.whisperLists) + 1
    void this.#service.setWhispering(names.length > 0 ? this.#list : null)
    this.#follow()
  }

  /** Follows who is here. */
  see(state: SessionState): void {
    if (!('room' in state)) return
    this.#room = state.room
    this.#follow()
  }

  #follow(): void {
    if (this.#room === undefined || this.#names.length === 0) return
    const targets = targetsOf(this.#names, this.#room)
    const text = JSON.stringify(targets)
    const isNobody = targets.users.length + targets.channels.length === 0
    if (text === this.#told || (isNobody && this.#told === '')) return
    this.#told = text
    this.#tell(targets)
  }

  #tell(targets: WhisperTargets): void {
    this.#service.setWhisperList(this.#list, targets).catch(this.#onRefused)
  }
}

function targetsOf(names: readonly string[], room: RoomView): WhisperTargets {
  const users = room.members.filter(
    ({ nickname, sourceId }) => names.includes(nickname) && sourceId !== room.you,
  )
  const channels = names
    .filter((name) => name.startsWith(CHANNEL_MARK))
    .flatMap((name) => {
      const inner = name.endsWith(INNER_MARK)
      const wanted = name.slice(CHANNEL_MARK.length, inner ? -INNER_MARK.length : undefined)
      return room.channels.filter((channel) => channel.name === wanted).map(({ id }) => ({ id, inner }))
    })
  return {
    users: [...new Set(users.map(({ userId }) => userId))].slice(0, LIMITS.whisperUsers),
    channels: channels.slice(0, LIMITS.whisperChannels),
  }
}
