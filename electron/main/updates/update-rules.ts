import type { UpdateTrack } from '../../contract/updates.ts'

/** A version after Semantic Versioning 2.0, without what follows a plus sign: that has no order. */
interface Version {
  readonly numbers: readonly number[]
  /** Empty for a finished version. */
  readonly preview: readonly string[]
}

const VERSION =
  /^v?(\d{1,9})\.(\d{1,9})\.(\d{1,9})(?:-([0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*))?(?:\+[0-9A-Za-z.-]+)?$/

/**
 * Whether a version that is offered may be taken: it is newer, and on the stable track it is a finished one. A text
 * that is no version is never taken.
 */
export function mayTake(offered: string, current: string, track: UpdateTrack): boolean {
  const [to, from] = [parse(offered), parse(current)]
  if (to === undefined || from === undefined) return false
  return compare(to, from) > 0 && (track === 'preview' || to.preview.length === 0)
}

function parse(text: string): Version | undefined {
  const match = VERSION.exec(text)
  if (match === null) return undefined
  return { numbers: match.slice(1, 4).map(Number), preview: match[4]?.split('.') ?? [] }
}

function compare(a: Version, b: Version): number {
  for (const [at, number] of a.numbers.entries()) {
    const difference = number - (b.numbers[at] ?? 0)
    if (difference !== 0) return difference
  }
  if (a.preview.length === 0 || b.preview.length === 0) return b.preview.length - a.preview.length
  return comparePreviews(a.preview, b.preview)
}

/** Part by part: numbers by size and before words, the longer one after where all else is the same. */
function comparePreviews(a: readonly string[], b: readonly string[]): number {
  for (const [at, part] of a.entries()) {
    const other = b[at]
    if (other === undefined) return 1
    if (part === other) continue
    const [isNumber, isOtherNumber] = [/^\d+$/.test(part), /^\d+$/.test(other)]
    if (isNumber && isOtherNumber) return Number(part) - Number(other)
    if (isNumber !== isOtherNumber) return isNumber ? -1 : 1
    return part < other ? -1 : 1
  }
  return a.length - b.length
}
