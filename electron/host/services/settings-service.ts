import { Compile } from 'typebox/compile'
import { Emitter } from '../../base/emitter.ts'
import { HostSettingsChange, type HostSettings as Settings } from '../../contract/host-settings.ts'
import { ChannelAudio, type ChannelAudio as Audio } from '../../contract/models.ts'
import type { StateRepository } from '../../storage/repositories/state.ts'
import type { Actor, AuditLog } from './audit-log.ts'
import type { Permissions } from './permissions.ts'

const storedSettings = Compile(HostSettingsChange)
const storedAudio = Compile(ChannelAudio)

export interface SettingsServiceOptions {
  readonly state: StateRepository
  readonly audit: AuditLog
  readonly permissions: Pick<Permissions, 'require'>
  /** As long as nobody has decided. */
  readonly usual: Settings
  readonly usualAudio: Audio
}

/** What an owner decides of the host as a whole, and of channels yet to be made. A change is on the disk at once. */
export class SettingsService {
  readonly #options: SettingsServiceOptions
  readonly #changed = new Emitter<Settings>()
  /** What was decided; the rest stays as it is usual, also when that changes. */
  #decided: HostSettingsChange = {}
  #now: Settings
  #audio: Audio

  constructor(options: SettingsServiceOptions) {
    this.#options = options
    const { state, usual, usualAudio } = options
    // What a later version wrote, or an older one left out, falls back to what is usual.
    const decided = read(state.get('settings'))
    if (storedSettings.Check(decided)) this.#decided = decided
    this.#now = { ...usual, ...this.#decided, name: usual.name }
    const audio: unknown = { ...usualAudio, ...read(state.get('channelDefaults')) }
    this.#audio = storedAudio.Check(audio) ? audio : usualAudio
  }

  get now(): Settings {
    return this.#now
  }

  /** How voice is carried in a channel of which nobody says otherwise when it is made. */
  get audio(): Audio {
    return this.#audio
  }

  /** Calls back after each change. */
  onChange(listener: (settings: Settings) => void): () => void {
    return this.#changed.on(listener)
  }

  /** Throws `permission-denied`. */
  change(actor: Actor, change: HostSettingsChange): Settings {
    this.#require(actor)
    const { name = this.#now.name, ...rest } = change
    const { state, usual } = this.#options
    this.#decided = { ...this.#decided, ...rest }
    if (name !== this.#now.name) state.set('hostName', name)
    state.set('settings', JSON.stringify(this.#decided))
    this.#now = { ...usual, ...this.#decided, name }
    this.#note(actor, 'host.change', change)
    this.#changed.emit(this.#now)
    return this.#now
  }

  /** Throws `permission-denied`. Channels that are there already stay as they are. */
  changeAudio(actor: Actor, change: Partial<Audio>): Audio {
    this.#require(actor)
    this.#audio = { ...this.#audio, ...change }
    this.#options.state.set('channelDefaults', JSON.stringify(this.#audio))
    this.#note(actor, 'host.audio', change)
    return this.#audio
  }

  #require(actor: Actor): void {
    if (actor.kind === 'user') this.#options.permissions.require(actor.user, 'manageHost')
  }

  #note(actor: Actor, action: string, detail: object): void {
    this.#options.audit.note(actor, action, { kind: 'host', id: null, name: this.#now.name }, detail)
  }
}

function read(text: string | undefined): object {
  if (text === undefined) return {}
  const value: unknown = JSON.parse(text)
  return typeof value === 'object' && value !== null ? value : {}
}
