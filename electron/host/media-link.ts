import type { MediaCommand, MediaEvent } from '../contract/media.ts'
import type { MediaPort } from './media-port.ts'
import type { Room } from './services/room.ts'
import type { VoiceQuality } from './services/voice-quality.ts'

/** Joins the rules and the media worker, of which the one is there before the other. */
export class MediaLink {
  #port: MediaPort | undefined
  #room: Room | undefined
  #quality: Pick<VoiceQuality, 'note'> | undefined

  readonly post = (command: MediaCommand): void => {
    this.#port?.post(command)
  }

  /** Commands go to this worker from now on. */
  attach(port: MediaPort): void {
    this.#port = port
    port.onEvent((event) => {
      if (this.#port === port) this.#onEvent(event)
    })
  }

  /** What the worker finds goes to these rules. */
  serve(room: Room): void {
    this.#room = room
  }

  /** How voices arrive goes there. */
  observe(quality: Pick<VoiceQuality, 'note'>): void {
    this.#quality = quality
  }

  #onEvent(event: MediaEvent): void {
    if (event.type === 'path') this.#room?.setPath(event.sourceId, event.path)
    else if (event.type === 'tunnelOut') this.#room?.tunnel(event.sourceId, event.datagram)
    else if (event.type === 'quality') this.#quality?.note(event)
    else if (event.type === 'excess') this.#room?.excess(event.sourceId, event.stage)
    else if (event.type === 'started') this.#room?.restore()
  }
}
