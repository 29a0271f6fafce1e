/**
 * The faces under which systems show the same devices, the best first. Windows: WASAPI has the least delay and the
 * whole names; DirectSound and MME run on top of it; WDM-KS keeps other programs out. macOS has one. Linux: through
 * the sound server (PulseAudio, or PipeWire, which speaks its language) programs share a card and follow it; ALSA
 * alone holds the card, JACK wants its own server, OSS is from before.
 */
const PREFERENCE: readonly string[] = [
  'PulseAudio',
  'Core Audio',
  'Windows WASAPI',
  'ALSA',
  'JACK Audio Connection Kit',
  'Windows DirectSound',
  'MME',
  'Windows WDM-KS',
  'OSS',
]

/** The host API under which a sound server's own devices are listed; PortAudio does not know it. */
export const SERVER_API = 'PulseAudio'

/** MME cuts names to 31 characters. */
const CUT_NAME = 31

/** Place of a host API, 0 the best; unknown ones come last. */
export function preferenceOf(hostApi: string): number {
  const place = PREFERENCE.indexOf(hostApi)
  return place < 0 ? PREFERENCE.length : place
}

/** Whether two names are of one device, seen through different host APIs. */
export function isSameName(one: string, other: string): boolean {
  if (one === other) return true
  const [short, long] = one.length < other.length ? [one, other] : [other, one]
  return short.length >= CUT_NAME && long.startsWith(short)
}
