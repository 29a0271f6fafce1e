/**
 * Takes out of a text or a value what would let somebody in, or tells who was there: links, tokens, keys, passwords,
 * addresses, and the name of the home folder. Too much may go; a secret may not stay.
 */

const REMOVED = '[removed]'
const ADDRESS = '[address]'

/** Names of fields whose value is nobody's business. */
const SECRET_NAME =
  /token|password|passphrase|passwort|secret|invite|claim|signature|nonce|cookie|credential|authori[sz]ation|key/i
/** Fields of people and of where they go. */
const PERSONAL_NAME = /^(?:nickname|hostName|recentHosts|linkHosts|fingerprint)$/

/** A key in several lines, also where the ends of its lines are written as `\n`. */
const PEM = /-----BEGIN [^-]{1,40}-----[\s\S]*?(?:-----END [^-]{1,40}-----|$)/g
const LINK = /palabre:[^\s"'<>\\]*/gi
const BEARER = /\b(Bearer|Basic)\s+[^\s"',;\\]+/gi
/** `"token":"..."`, the same within another text, `token=...`, `token: ...`. */
const FIELD = new RegExp(
  String.raw`((?:\\?["'])?[\w-]{0,24}(?:${SECRET_NAME.source})[\w-]{0,24}(?:\\?["'])?\s*[:=]\s*)` +
    String.raw`("(?:[^"\\]|\\[^])*"|\\"(?:\\\\[^]|(?!\\")[^])*\\"|'[^']*'|[^\s,;&}\]"'\\]+)`,
  'gi',
)
/** What looks like chance written as base64 or hex. */
const OPAQUE = /[A-Za-z0-9_+-]{20,}={0,2}|[A-Za-z0-9+/]{40,}={0,2}/g
const IPV4 = /\b\d{1,3}(?:\.\d{1,3}){3}\b/g
const HEX = '[0-9a-f]{1,4}'
const HEXES = `${HEX}(?::${HEX})*`
const IPV6 = new RegExp(
  String.raw`(?<![\w:])(?:(?:${HEX}:){7}${HEX}|(?:${HEXES})?::(?:${HEXES})?)(?![\w:])`,
  'gi',
)

/** A text without secrets; `known` are secrets that are known as such, wherever they stand. */
export function textWithoutSecrets(text: string, known: readonly string[] = []): string {
  return withoutKnown(text, known)
    .replace(PEM, REMOVED)
    .replace(LINK, REMOVED)
    .replace(BEARER, `$1 ${REMOVED}`)
    .replace(FIELD, `$1${REMOVED}`)
    .replace(OPAQUE, (run) => (isChance(run) ? REMOVED : run))
    .replace(IPV4, (address) => (address.startsWith('127.') ? address : ADDRESS))
    .replace(IPV6, (address) => (address === '::1' || address === '::' ? address : ADDRESS))
}

/** The same of a value of JSON, by the names of its fields too. */
export function valueWithoutSecrets(value: unknown, known: readonly string[] = []): unknown {
  if (typeof value === 'string') return textWithoutSecrets(value, known)
  if (Array.isArray(value)) return value.map((one) => valueWithoutSecrets(one, known))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, one]) => [name, fieldWithoutSecrets(name, one, known)]),
  )
}

function fieldWithoutSecrets(name: string, value: unknown, known: readonly string[]): unknown {
  const isSecret = SECRET_NAME.test(name) || PERSONAL_NAME.test(name)
  if (!isSecret || typeof value === 'boolean' || value === null) return valueWithoutSecrets(value, known)
  // How many there are may matter; who they are does not.
  return Array.isArray(value) ? `${String(value.length)} ${REMOVED}` : REMOVED
}

/** Known secrets as they stand, and as an address would carry them. */
function withoutKnown(text: string, known: readonly string[]): string {
  return known
    .filter((secret) => secret.length >= 4)
    .flatMap((secret) => [secret, encodeURIComponent(secret)])
    .reduce((rest, secret) => rest.replaceAll(secret, REMOVED), text)
}

/** Words, paths and names of functions have no digits among capitals; chance nearly always has, and hex has many. */
function isChance(run: string): boolean {
  const digits = run.replaceAll(/\D/g, '').length
  if (/^[0-9a-f-]+$/i.test(run)) return digits > 0
  return digits > 0 || (/[A-Z]{2}/.test(run) && /[a-z]/.test(run))
}
