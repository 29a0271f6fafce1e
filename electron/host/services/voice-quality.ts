import type { Clock } from '../../base/clock.ts'
import type { MediaEvent } from '../../contract/media.ts'
import type { Room } from './room.ts'

/** How a member is heard by the others. */
export interface HeardAs {
  readonly listeners: number
  /** 0..1. */
  readonly loss: number
  readonly jitterMs: number
  /** Milliseconds since 1970. */
  readonly at: number
}

/** The same with who it is. */
export interface UserQuality extends HeardAs {
  readonly userId: number
  readonly nickname: string
  readonly channelId: number
}

/** What listeners reported last of each member who is here. */
export class VoiceQuality {
  readonly #clock: Clock
  readonly #room: Pick<Room, 'sessionOfSource'>
  readonly #bySource = new Map<number, HeardAs>()

  constructor(clock: Clock, room: Pick<Room, 'sessionOfSource'>) {
    this.#clock = clock
    this.#room = room
  }

  note({ sourceId, listeners, loss, jitterMs }: Extract<MediaEvent, { type: 'quality' }>): void {
    this.#bySource.set(sourceId, { listeners, loss, jitterMs, at: this.#clock.wallMs() })
  }

  /** Of everybody here who was reported of; who has left is forgotten. */
  all(): UserQuality[] {
    return [...this.#bySource].flatMap(([sourceId, heard]) => {
      const member = this.#room.sessionOfSource(sourceId)?.member
      if (member !== undefined) {
        const { userId, nickname, channelId } = member
        return [{ userId, nickname, channelId, ...heard }]
      }
      this.#bySource.delete(sourceId)
      return []
    })
  }
}
