import process from 'node:process'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { Type } from 'typebox'
import { Check } from 'typebox/value'
import { LIMITS } from '../contract/limits.ts'
import { TRANSMIT_MODES, type TransmitMode } from '../contract/engine.ts'

/** What may be said on the standard input in mode `ptt`. */
export interface TalkKeys {
  /** The key is down or up. */
  talk(on: boolean): void
  mode(mode: TransmitMode): void
  /** Who alone hears what is said from now on, by name; nobody: the channel. */
  whisper(names: readonly string[]): void
  /** A line that means nothing. */
  unknown(line: string): void
}

const Line = Type.Object(
  {
    talk: Type.Optional(Type.Boolean()),
    mode: Type.Optional(Type.Enum([...TRANSMIT_MODES])),
    whisper: Type.Optional(Type.Array(Type.String(), { maxItems: LIMITS.whisperUsers })),
  },
  { additionalProperties: false, minProperties: 1 },
)

/** Ctrl+C and Ctrl+D, which a terminal hands over as they are while it tells of single keys. */
const END_KEYS = ['\u0003', '\u0004']
const TALK_KEYS = [' ', '\r', '\n']

/**
 * Reads when to talk. A terminal: the space bar or Enter begins and ends. Anything else: lines of JSON,
 * `{"talk":true}`, `{"mode":"vad"}` or `{"whisper":["Ada"]}`; the end of the input lets the key go. The answer stops listening.
 */
export function readTalkKeys(input: Input, keys: TalkKeys): () => void {
  return isTerminal(input) ? readTerminal(input, keys) : readLines(input, keys)
}

interface Keyboard {
  /** Hands over each key at once, or whole lines again. */
  setRawMode(on: boolean): unknown
}
type Terminal = Readable & Keyboard
type Input = Readable & Partial<Keyboard>

function isTerminal(input: Input): input is Terminal {
  return input.setRawMode !== undefined
}

function readTerminal(input: Terminal, keys: TalkKeys): () => void {
  let on = false
  const take = (text: string): void => {
    for (const key of text) {
      if (END_KEYS.includes(key)) process.kill(process.pid, 'SIGINT')
      if (!TALK_KEYS.includes(key)) continue
      on = !on
      keys.talk(on)
    }
  }
  input.setRawMode(true)
  input.setEncoding('utf8').on('data', take).resume()
  return () => {
    input.off('data', take).pause()
    input.setRawMode(false)
  }
}

function readLines(input: Readable, keys: TalkKeys): () => void {
  const lines = createInterface({ input })
  let stopped = false
  lines.on('line', (line) => {
    if (!stopped) takeLine(line, keys)
  })
  lines.on('close', () => {
    if (!stopped) keys.talk(false)
  })
  return () => {
    stopped = true
    lines.close()
    // A pipe that is open at its other end would keep this process alive.
    input.destroy()
  }
}

function takeLine(line: string, keys: TalkKeys): void {
  if (line.trim() === '') return
  const said = parse(line)
  if (!Check(Line, said)) {
    keys.unknown(line)
    return
  }
  if (said.mode !== undefined) keys.mode(said.mode)
  if (said.whisper !== undefined) keys.whisper(said.whisper)
  if (said.talk !== undefined) keys.talk(said.talk)
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}
