import type { Logger } from './logger.ts'

/** Longer lines are cut, characters: one broken line must not push out all others. */
const LINE_LENGTH = 2_000

/** The last lines of a log, of several writers. */
export class LogTail {
  readonly #kept: number
  readonly #lines: string[] = []
  /** By writer: the beginning of a line whose end has not come. */
  readonly #begun = new Map<string, string>()

  /** Keeps the last `kept` lines. */
  constructor(kept: number) {
    this.#kept = kept
  }

  /** Takes in what a writer has written, in whatever pieces it comes. */
  write(writer: string, text: string): void {
    const lines = `${this.#begun.get(writer) ?? ''}${text}`.split('\n')
    this.#begun.set(writer, (lines.pop() ?? '').slice(0, LINE_LENGTH))
    for (const line of lines) this.#push(writer, line)
  }

  /** A logger that writes to another one and is heard here. */
  heard(writer: string, logger: Logger): Logger {
    const note = (level: string, fields: object, message: string): void => {
      this.#push(writer, JSON.stringify({ level, ...fields, msg: message }))
    }
    return {
      debug: (fields, message) => {
        logger.debug(fields, message)
      },
      info: (fields, message) => {
        logger.info(fields, message)
      },
      warn: (fields, message) => {
        note('warn', fields, message)
        logger.warn(fields, message)
      },
      error: (fields, message) => {
        note('error', fields, message)
        logger.error(fields, message)
      },
      child: (fields) => this.heard(writer, logger.child(fields)),
    }
  }

  /** The oldest first, each with its writer. */
  lines(): readonly string[] {
    const begun = [...this.#begun].filter(([, text]) => text !== '')
    return [...this.#lines, ...begun.map(([writer, text]) => `${writer}: ${text}`)]
  }

  #push(writer: string, line: string): void {
    if (line === '') return
    this.#lines.push(`${writer}: ${line.slice(0, LINE_LENGTH)}`)
    if (this.#lines.length > this.#kept) this.#lines.shift()
  }
}
