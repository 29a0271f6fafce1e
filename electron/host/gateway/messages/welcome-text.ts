import type { Welcome } from '../../../contract/login-messages.ts'
import type { Member } from '../../../contract/models.ts'

/** What is said of a member is the same for everybody, and a member is replaced where it changes. */
const texts = new WeakMap<Member, string>()

/**
 * The text of a welcome in parts of about the given length. Every newcomer is told of all members, and of each the same:
 * in a crowd, writing it anew for each newcomer is most of what a login costs.
 */
export function welcomeParts(
  welcome: Omit<Welcome, 'members'>,
  members: Iterable<Member>,
  length: number,
): string[] {
  const parts: string[] = []
  let part = `${JSON.stringify(welcome).slice(0, -1)},"members":[`
  let isFirst = true
  for (const member of members) {
    const text = textOf(member)
    if (part.length + text.length >= length) {
      parts.push(part)
      part = ''
    }
    part += isFirst ? text : `,${text}`
    isFirst = false
  }
  parts.push(`${part}]}`)
  return parts
}

function textOf(member: Member): string {
  const known = texts.get(member)
  if (known !== undefined) return known
  const text = JSON.stringify(member)
  texts.set(member, text)
  return text
}
