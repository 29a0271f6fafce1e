import { Emitter } from '../../base/emitter.ts'
import { PalabreError } from '../../contract/errors.ts'
import { LIMITS } from '../../contract/limits.ts'
import type { Channel, ChannelAudio } from '../../contract/models.ts'
import type { RecordingMark } from '../../contract/recording.ts'
import type { ChannelRepository, ChannelRow } from '../../storage/repositories/channels.ts'

/** What one may say of a new channel; the rest is as usual. */
export interface ChannelFields {
  readonly name: string
  readonly order?: number
  readonly parentId?: number | null
  readonly description?: string
  readonly memberLimit?: number
  readonly temporary?: boolean
  readonly audio?: Partial<ChannelAudio>
  /** As `password.ts` makes it; null takes the password away. */
  readonly passwordHash?: string | null
}

/** Voice, at each sender's own rate; how it comes down is the host's choice. */
export const USUAL_AUDIO: ChannelAudio = {
  kind: 'voice',
  bitrateCap: 0,
  frameMs: 0,
  stereo: false,
  positional: false,
  delivery: 'auto',
  topN: 0,
}

/** The channels of a host, one within another. What a call changed is on the disk when it returns. */
export class ChannelTree {
  readonly #repository: ChannelRepository
  readonly #usualAudio: () => ChannelAudio
  readonly #changed = new Emitter<readonly Channel[]>()
  #rows = new Map<number, ChannelRow>()
  /** Marks of the channels that are recorded; in no database. */
  readonly #recordings = new Map<number, RecordingMark>()
  #all: readonly Channel[] = []

  /** `usualAudio` is how voice is carried in a new channel of which nobody says otherwise. */
  constructor(repository: ChannelRepository, usualAudio: () => ChannelAudio = () => USUAL_AUDIO) {
    this.#repository = repository
    this.#usualAudio = usualAudio
    this.#load()
  }

  /** In the order people see them among their siblings. */
  get all(): readonly Channel[] {
    return this.#all
  }

  /** Calls back with all channels after each change. */
  onChange(listener: (channels: readonly Channel[]) => void): () => void {
    return this.#changed.on(listener)
  }

  find(id: number | null): Channel | undefined {
    return this.#all.find((channel) => channel.id === id)
  }

  /** Throws `channel-unknown`. */
  get(id: number): Channel {
    const channel = this.find(id)
    if (channel === undefined) throw new PalabreError('channel-unknown')
    return channel
  }

  /** By its name, whatever its case. */
  named(name: string): Channel | undefined {
    const wanted = name.toLowerCase()
    return this.#all.find((channel) => channel.name.toLowerCase() === wanted)
  }

  /** The channel itself, the one around it, and so on outwards; empty where there is none. */
  pathOf(id: number): number[] {
    const path: number[] = []
    for (let row = this.#rows.get(id); row !== undefined; row = this.#rows.get(row.parentId ?? 0)) {
      path.push(row.id)
    }
    return path
  }

  /** Marks a channel as recorded, or (undefined) no longer; whoever asks from now on sees it. */
  setRecording(id: number, mark: RecordingMark | undefined): void {
    if (mark === undefined) this.#recordings.delete(id)
    else this.#recordings.set(id, mark)
    this.#all = this.#all.map((channel) => (channel.id === id ? this.#marked(channel) : channel))
  }

  passwordHashOf(id: number): string | null {
    return this.#rows.get(id)?.passwordHash ?? null
  }

  /** Throws `name-taken`, `channel-unknown` (parent), `channels-full` or `channel-too-deep`. */
  create(fields: ChannelFields): Channel {
    if (this.#rows.size >= LIMITS.channels) throw new PalabreError('channels-full')
    const { name, parentId = null } = fields
    this.#checkName(name)
    if (parentId !== null && this.pathOf(this.get(parentId).id).length >= LIMITS.channelDepth) {
      throw new PalabreError('channel-too-deep')
    }
    const last = Math.max(0, ...this.#all.map((channel) => channel.order))
    const id = this.#repository.add({
      ...{ name, parentId, order: fields.order ?? last + 1, description: fields.description ?? '' },
      ...{ memberLimit: fields.memberLimit ?? 0, temporary: fields.temporary ?? false },
      passwordHash: fields.passwordHash ?? null,
      audio: { ...this.#usualAudio(), ...fields.audio },
    })
    this.#load()
    return this.get(id)
  }

  /** Changes what is named. Throws as `create`, and `channel-too-deep` also for a channel put into itself. */
  change(id: number, fields: Partial<ChannelFields>): Channel {
    const row = this.#rows.get(id)
    if (row === undefined) throw new PalabreError('channel-unknown')
    const { audio, ...plain } = fields
    if (plain.name !== undefined && plain.name.toLowerCase() !== row.name.toLowerCase()) {
      this.#checkName(plain.name)
    }
    if (plain.parentId !== undefined) this.#checkParent(id, plain.parentId)
    this.#repository.change({ ...row, ...plain, audio: { ...row.audio, ...audio } })
    this.#load()
    return this.get(id)
  }

  /** Removes a channel and all within it; answers their ids. Throws `channel-last` where none would be left. */
  remove(id: number): number[] {
    const gone = [this.get(id).id, ...this.#within(id)]
    if (gone.length === this.#rows.size) throw new PalabreError('channel-last')
    this.#repository.remove(id)
    this.#load()
    return gone
  }

  #within(id: number): number[] {
    return this.#all
      .filter((channel) => channel.id !== id && this.pathOf(channel.id).includes(id))
      .map((c) => c.id)
  }

  #checkName(name: string): void {
    if (this.named(name) !== undefined) throw new PalabreError('name-taken', { detail: name })
  }

  #checkParent(id: number, parentId: number | null): void {
    if (parentId === null) return
    const path = this.pathOf(this.get(parentId).id)
    const deepest = Math.max(...[id, ...this.#within(id)].map((inner) => this.pathOf(inner).indexOf(id)))
    if (path.includes(id) || path.length + deepest + 1 > LIMITS.channelDepth) {
      throw new PalabreError('channel-too-deep')
    }
  }

  #load(): void {
    const rows = this.#repository.list()
    this.#rows = new Map(rows.map((row) => [row.id, row]))
    this.#all = rows.map(({ passwordHash, ...row }) =>
      this.#marked({ ...row, locked: passwordHash !== null }),
    )
    this.#changed.emit(this.#all)
  }
  #marked(channel: Channel): Channel {
    const recording = this.#recordings.get(channel.id)
    if (recording !== undefined) return { ...channel, recording }
    const plain = { ...channel }
    delete plain.recording
    return plain
  }
}
