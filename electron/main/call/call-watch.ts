import { Emitter } from '../../base/emitter.ts'
import type { Logger } from '../../base/logger.ts'
import type {
  MessageEvent,
  RoomView,
  SessionState,
  VoiceServiceApi,
  VoiceServiceEvents,
} from '../../contract/services.ts'
import type { Port } from '../../processes/port.ts'
import { connect } from '../../processes/rpc.ts'

/** What the app's own process knows of a call. */
export interface CallView {
  /** Absent where there is no call. */
  readonly room?: RoomView
  readonly muted: boolean
  readonly deafened: boolean
}

const NO_CALL: CallView = { muted: false, deafened: false }

/** Opens a line to the voice service; undefined while it does not run. */
type OpenLine = () => Port | undefined

/**
 * The app's own view of the call, for the tray, for keys and for notices: it works while the page is closed, or
 * reloads after a crash.
 */
export class CallWatch {
  readonly #open: OpenLine
  readonly #logger: Logger
  readonly #changed = new Emitter<CallView>()
  readonly #written = new Emitter<MessageEvent>()
  #view: CallView = NO_CALL
  #api: VoiceServiceApi | undefined

  constructor(open: OpenLine, logger: Logger) {
    this.#open = open
    this.#logger = logger
  }

  get view(): CallView {
    return this.#view
  }

  onChange(listener: (view: CallView) => void): void {
    this.#changed.on(listener)
  }

  onMessage(listener: (event: MessageEvent) => void): void {
    this.#written.on(listener)
  }

  /** To be called when the voice service was started, or started again. */
  attach(): void {
    const port = this.#open()
    if (port === undefined) return
    const api = connect<VoiceServiceApi, VoiceServiceEvents>(port, {
      onSession: (state) => {
        this.#apply(state)
      },
      onMessage: (event) => {
        this.#written.emit(event)
      },
    })
    this.#api = api
    port.onClose(() => {
      if (this.#api === api) this.#api = undefined
    })
    this.#ask(async () => {
      this.#apply(await api.state())
    })
  }

  /** The key of push-to-talk went down or up. */
  setTalking(on: boolean): void {
    this.#ask(() => this.#api?.setTalking(on))
  }

  /** Unmuting undeafens, as in the page. */
  toggleMute(): void {
    const muted = !this.#view.muted
    this.#setFlags({ muted, deafened: muted && this.#view.deafened })
  }

  toggleDeafen(): void {
    const deafened = !this.#view.deafened
    this.#setFlags({ muted: deafened, deafened })
  }

  leave(): void {
    this.#ask(() => this.#api?.leave())
  }

  #setFlags(flags: { muted: boolean; deafened: boolean }): void {
    if (this.#view.room !== undefined) this.#ask(() => this.#api?.setFlags(flags))
  }

  #apply(state: SessionState): void {
    const room = 'room' in state ? state.room : undefined
    const you = room?.members.find(({ sourceId }) => sourceId === room.you)
    const flags = { muted: you?.muted ?? false, deafened: you?.deafened ?? false }
    this.#view = room === undefined ? NO_CALL : { room, ...flags }
    this.#changed.emit(this.#view)
  }

  /** What fails here the page tells as well: it has asked the same service. */
  #ask(request: () => Promise<void> | undefined): void {
    void request()?.catch((error: unknown) => {
      this.#logger.warn({ error: String(error) }, 'the voice service refused')
    })
  }
}
