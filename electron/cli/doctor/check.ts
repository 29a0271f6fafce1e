import { reportOf } from '../../contract/errors.ts'

/** What was found out about one part of the machine: `warn` is what a host can live with. */
export interface Finding {
  readonly state: 'ok' | 'warn' | 'fail'
  /** What is so, in a few words. */
  readonly says: string
  /** What to do, where something is not as it should be. */
  readonly next?: string
}

export const ok = (says: string): Finding => ({ state: 'ok', says })
export const warn = (says: string, next: string): Finding => ({ state: 'warn', says, next })
export const fail = (says: string, next: string): Finding => ({ state: 'fail', says, next })

/** One part of the machine to look at. */
export interface Check {
  readonly name: string
  readonly look: () => Finding | Promise<Finding>
}

/** A check's finding under its name. */
export type NamedFinding = Finding & { readonly name: string }

/** Looks; what is thrown is a failure with the cause and next step of the catalogue. */
export async function findingOf({ name, look }: Check): Promise<NamedFinding> {
  try {
    return { name, ...(await look()) }
  } catch (error) {
    const { message, detail, next } = reportOf(error)
    return { name, ...fail(detail === undefined ? message : `${message} (${detail})`, next) }
  }
}

const MARKS = { ok: 'ok  ', warn: 'warn', fail: 'FAIL' } as const

/** A finding as one line for people. */
export function lineOf({ name, state, says, next }: NamedFinding): string {
  return `${MARKS[state]}  ${name.padEnd(NAME_WIDTH)}${says}${next === undefined ? '' : ` ${next}`}`
}

const NAME_WIDTH = 16
