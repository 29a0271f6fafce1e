import { WrongUsage } from '../talk-options.ts'

/** A whole number of the command line within bounds; throws WrongUsage. */
export function numberIn(name: string, text: string, least: number, most: number): number {
  const number = Number(text)
  if (/^\d+$/.test(text) && number >= least && number <= most) return number
  throw new WrongUsage(`${name} takes ${String(least)} to ${String(most)}, not '${text}'.`)
}
