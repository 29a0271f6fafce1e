import { setTimeout as rest } from 'node:timers/promises'
import { RawGuest } from './raw-guest.ts'

/** Guests of one probe, and the time from one question to the next of each, ms: within what a host lets a guest ask. */
const GUESTS = 10
const EVERY_MS = 200

/**
 * Lets some guests in who change a flag now and then for a time, ms; answers how long each answer took, ms. They do
 * nothing else, as on machines of their own: what they wait is the host's time, where what a process with a thousand
 * guests waits is mostly its own.
 */
export async function probeAnswers(invite: string, forMs: number): Promise<number[]> {
  const times: number[] = []
  const guests = await Promise.all(Array.from({ length: GUESTS }, () => RawGuest.enter({ invite })))
  const endMs = performance.now() + forMs
  const ask = async (guest: RawGuest, index: number): Promise<void> => {
    await rest((index * EVERY_MS) / GUESTS)
    for (let muted = true; performance.now() < endMs; muted = !muted) {
      const askedMs = performance.now()
      const answer = await guest.request({ type: 'flags', muted, deafened: false })
      if (answer.type !== 'ok') throw new Error(`a probe was refused: ${answer.code}`)
      times.push(performance.now() - askedMs)
      guest.messages.length = 0
      await rest(Math.max(0, askedMs + EVERY_MS - performance.now()))
    }
  }
  try {
    await Promise.all(guests.map(ask))
    return times
  } finally {
    await Promise.all(guests.map((guest) => guest.close()))
  }
}
