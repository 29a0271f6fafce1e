import type { Message } from '../../../electron/contract/messages.ts'

/** Messages of one author shortly after each other stand together; this is how shortly, ms. */
const TOGETHER_MS = 5 * 60_000

/** A message as it stands in the list. */
export interface MessageLine {
  readonly message: Message
  /** Whether author and time stand above it. */
  readonly headed: boolean
  /** Whether it is the first that came while nobody looked. */
  readonly firstNew: boolean
}

/** The messages of one day. */
export interface MessageDay {
  /** Midnight at its beginning, local time, ms since 1970. */
  readonly atMs: number
  readonly lines: readonly MessageLine[]
}

/** Messages (oldest first) by local day. */
export function messageDays(messages: readonly Message[], newFrom: number | undefined): MessageDay[] {
  const days: { atMs: number; lines: MessageLine[] }[] = []
  let before: Message | undefined
  for (const message of messages) {
    const atMs = new Date(message.createdAt).setHours(0, 0, 0, 0)
    let day = days.at(-1)
    if (day?.atMs !== atMs) {
      day = { atMs, lines: [] }
      days.push(day)
      before = undefined
    }
    const firstNew = message.id === newFrom
    day.lines.push({ message, headed: firstNew || !isTogether(before, message), firstNew })
    before = message
  }
  return days
}

function isTogether(before: Message | undefined, message: Message): boolean {
  if (before === undefined || before.authorId !== message.authorId || before.author !== message.author)
    return false
  return message.createdAt - before.createdAt < TOGETHER_MS
}

/** A day in words: `today`, `yesterday`, or its date. */
export function dayText(atMs: number, nowMs: number, locale: string): string {
  const today = new Date(nowMs).setHours(0, 0, 0, 0)
  // Rounded, for days that are an hour shorter or longer.
  const ago = Math.round((today - atMs) / 86_400_000)
  if (ago >= 0 && ago <= 1) {
    const words = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' }).format(-ago, 'day')
    return words.charAt(0).toLocaleUpperCase(locale) + words.slice(1)
  }
  return new Intl.DateTimeFormat(locale, { dateStyle: 'full' }).format(atMs)
}
