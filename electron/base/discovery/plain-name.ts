/** Code points of a name, as everywhere. */
const NAME_LENGTH = 32

/**
 * What has no place in a name of somebody else's: control characters, line and paragraph separators, marks that turn
 * the direction of writing (UAX #9), and letters nobody sees. Joiners stay: scripts and emoji need them.
 */
const UNSEEN =
  /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]/gu

/** A name from the network as plain text of 1 to 32 code points; undefined where nothing is left of it. */
export function plainName(text: string): string | undefined {
  const plain = text.replace(UNSEEN, ' ').replace(/\s+/g, ' ').trim()
  const name = Array.from(plain).slice(0, NAME_LENGTH).join('').trim()
  return name === '' ? undefined : name
}
