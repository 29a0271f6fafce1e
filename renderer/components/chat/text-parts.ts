/** A piece of a text: as it is, or the address of an encrypted page. */
export type TextPart = { readonly kind: 'text' | 'link'; readonly text: string }

const ADDRESS = /https:\/\/[^\s<>"“”«»]+/g
/** What ends a sentence rather than an address. */
const TRAILING = /[.,;:!?'’)\]}]+$/

/** A text in pieces. Only `https:` addresses become links; whatever else looks like one stays text. */
export function textParts(text: string): TextPart[] {
  const parts: TextPart[] = []
  let from = 0
  for (const match of text.matchAll(ADDRESS)) {
    const link = withoutTrailing(match[0])
    if (!URL.canParse(link) || new URL(link).hostname === '') continue
    if (match.index > from) parts.push({ kind: 'text', text: text.slice(from, match.index) })
    parts.push({ kind: 'link', text: link })
    from = match.index + link.length
  }
  if (from < text.length) parts.push({ kind: 'text', text: text.slice(from) })
  return parts
}

/** Closing brackets belong to an address that opened them. */
function withoutTrailing(address: string): string {
  const bare = address.replace(TRAILING, '')
  const opens = bare.split('(').length - bare.split(')').length
  return opens > 0 && address[bare.length] === ')' ? `${bare})` : bare
}

/** The name of the host an address leads to, as the network knows it: foreign letters are spelled out (punycode). */
export function hostOf(address: string): string {
  return new URL(address).hostname
}
