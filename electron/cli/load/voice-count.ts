/** What one talker has sent to its channel. */
interface Voice {
  readonly channelId: number
  /** Its packets times those who should hear each. */
  offered: number
  delivered: number
}

export interface VoiceSums {
  readonly offered: number
  readonly delivered: number
}

/**
 * Counts voice by talker: each packet that was sent, times its listeners, and each number that one of them got for the
 * first time. Of a channel that passes on only some voices at once those count which most has come of; the host has
 * chosen them, and whom it leaves out by the channel's own rule is lost to nobody.
 */
export class VoiceCount {
  readonly #voices = new Map<number, Voice>()

  /** A packet of this source went out to so many listeners. */
  offer(source: number, channelId: number, listeners: number): void {
    const voice = this.#voices.get(source) ?? { channelId, offered: 0, delivered: 0 }
    this.#voices.set(source, voice)
    voice.offered += listeners
  }

  /** A listener got a packet of this source that it did not have. */
  deliver(source: number): void {
    const voice = this.#voices.get(source)
    if (voice !== undefined) voice.delivered += 1
  }

  /** `voicesIn`: how many voices of a channel are passed on at once; Infinity for all. */
  sums(voicesIn: (channelId: number) => number): VoiceSums {
    const places = new Map<number, number>()
    let [offered, delivered] = [0, 0]
    const byDelivery = [...this.#voices.values()].toSorted((one, other) => other.delivered - one.delivered)
    for (const voice of byDelivery) {
      const place = places.get(voice.channelId) ?? 0
      places.set(voice.channelId, place + 1)
      if (place >= voicesIn(voice.channelId)) continue
      offered += voice.offered
      delivered += voice.delivered
    }
    return { offered, delivered }
  }
}
