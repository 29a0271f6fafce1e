import { existsSync, readFileSync } from 'node:fs'
import { parse, TomlError } from 'smol-toml'
import { WrongSetting } from './wrong-setting.ts'

/** A configuration file, read but not yet understood. */
export interface SettingsFile {
  readonly file: string
  readonly values: ReadonlyMap<string, { readonly value: unknown; readonly line: number }>
}

/** Name of the configuration file in a host's data folder. */
export const SETTINGS_FILE = 'host.toml'

/** Reads a configuration file; undefined where there is none and none was asked for. Throws WrongSetting. */
export function readSettingsFile(file: string, isNamed: boolean): SettingsFile | undefined {
  if (!isNamed && !existsSync(file)) return undefined
  const text = textOf(file)
  return { file, values: valuesIn(text, file) }
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error)
    throw new WrongSetting(`the configuration file ${file} cannot be read (${code}).`)
  }
}

function valuesIn(text: string, file: string): SettingsFile['values'] {
  try {
    const lines = text.split('\n')
    return new Map(
      Object.entries(parse(text)).map(([key, value]) => [key, { value, line: lineOf(lines, key) }]),
    )
  } catch (error) {
    if (!(error instanceof TomlError)) throw error
    const [, why = 'not readable'] = /^Invalid TOML document: (.*)$/m.exec(error.message) ?? []
    throw new WrongSetting(`${file}, line ${String(error.line)}: ${why}.`)
  }
}

/** Where a key stands, from 1; a table by its header. */
function lineOf(lines: readonly string[], key: string): number {
  const begins = (line: string) => {
    const word = line
      .trim()
      .replace(/^\[+\s*/, '')
      .replace(/^["']/, '')
    return word.startsWith(key) && /^["'\s.=\]]/.test(word.slice(key.length))
  }
  return lines.findIndex(begins) + 1
}
