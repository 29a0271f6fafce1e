import { isIP } from 'node:net'
import { resolve } from 'node:path'
import { Check } from 'typebox/value'
import { fromBase64Url } from '../../base/crypto.ts'
import { Name } from '../../contract/models.ts'

/** A value as it was given, and how to read it. */
export interface Given {
  /** Text where a command line or an environment gave it; else what the configuration file says. */
  readonly value: unknown
  readonly isText: boolean
  /** What a relative path begins at. */
  readonly folder: string
}

/** Reads a value; throws WrongValue. */
export type Parser<T> = (given: Given) => T

/** A value that a setting cannot take; the message ends the sentence "NAME takes …". */
export class WrongValue extends Error {
  override readonly name = 'WrongValue'
}

const PUBLIC_KEY_BYTES = 32

/** A whole number, both ends included. */
export function integer(least: number, most: number): Parser<number> {
  return ({ value, isText }) => {
    const number = isText && /^\d+$/.test(String(value)) ? Number(value) : value
    if (typeof number === 'number' && Number.isInteger(number) && number >= least && number <= most)
      return number
    throw wrong(`a whole number from ${String(least)} to ${String(most)}`, value)
  }
}

export const onOrOff: Parser<boolean> = ({ value, isText }) => {
  const found = isText ? { true: true, false: false }[String(value)] : value
  if (typeof found === 'boolean') return found
  throw wrong('true or false', value)
}

export function oneOf<T extends string>(choices: readonly T[]): Parser<T> {
  return ({ value }) => {
    const found = choices.find((choice) => choice === value)
    if (found !== undefined) return found
    throw wrong(choices.join(', ').replace(/, ([^,]*)$/, ' or $1'), value)
  }
}

export const name: Parser<string | undefined> = ({ value }) => {
  if (typeof value === 'string' && Check(Name, value)) return value
  throw wrong('1 to 32 characters and no control characters', value)
}

/** An address of this machine; names are not looked up, for they may mean several. */
export const address: Parser<string> = ({ value }) => {
  if (typeof value === 'string' && isIP(value) !== 0) return value
  throw wrong('an IP address such as 192.0.2.7, or :: for all', value)
}

/** A path, made absolute. */
export const path: Parser<string | undefined> = ({ value, folder }) => {
  if (typeof value === 'string' && value !== '' && !value.includes('\0')) return resolve(folder, value)
  throw wrong('a path', value)
}

/** Public keys, base64url: as a list in a file, else with commas between them. */
export const keys: Parser<readonly string[]> = ({ value, isText }) => {
  const list: unknown = isText
    ? String(value)
        .split(',')
        .map((key) => key.trim())
    : value
  if (Array.isArray(list) && list.every(isPublicKey)) return list
  throw wrong('public keys of 43 characters each', value)
}

function isPublicKey(key: unknown): key is string {
  return typeof key === 'string' && /^[\w-]{43}$/.test(key) && fromBase64Url(key).length === PUBLIC_KEY_BYTES
}

function wrong(kind: string, value: unknown): WrongValue {
  const shown = typeof value === 'string' ? `'${value.slice(0, 80)}'` : JSON.stringify(value).slice(0, 80)
  return new WrongValue(`${kind}, not ${shown}`)
}
