import { once } from 'node:events'
import process from 'node:process'
import { PassThrough } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { readTalkKeys, type TalkKeys } from '../../../../electron/cli/talk-keys.ts'

function listener(): { said: unknown[]; keys: TalkKeys } {
  const said: unknown[] = []
  return {
    said,
    keys: {
      talk: (on) => said.push(on),
      mode: (mode) => said.push(mode),
      whisper: (names) => said.push({ whisper: names }),
      unknown: (line) => said.push({ line }),
    },
  }
}

/** A terminal as far as it matters here. */
class Terminal extends PassThrough {
  raw: boolean[] = []
  setRawMode(on: boolean): this {
    this.raw.push(on)
    return this
  }
}

const turn = () => new Promise((resolve) => setImmediate(resolve))

describe('lines', () => {
  it('say when to talk, and in which mode', async () => {
    const [input, { said, keys }] = [new PassThrough(), listener()]
    const stop = readTalkKeys(input, keys)
    input.write('{"talk":true}\n\n{"talk":false}\r\n{"mode":"vad","talk":true}\n')
    await expect.poll(() => said).toEqual([true, false, 'vad', true])
    input.end()
    await expect.poll(() => said.at(-1)).toBe(false)
    stop()
  })

  it('say to whom alone', async () => {
    const [input, { said, keys }] = [new PassThrough(), listener()]
    const stop = readTalkKeys(input, keys)
    input.write('{"whisper":["Ada","#Games"],"talk":true}\n{"whisper":[]}\n')
    await expect.poll(() => said).toEqual([{ whisper: ['Ada', '#Games'] }, true, { whisper: [] }])
    stop()
  })

  it.each([
    '{"whisper":"Ada"}',
    '{',
    'true',
    '{}',
    '{"talk":1}',
    '{"mode":"loud"}',
    '{"talk":true,"x":1}',
    '[]',
  ])('that mean nothing are told: %s', async (line) => {
    const [input, { said, keys }] = [new PassThrough(), listener()]
    const stop = readTalkKeys(input, keys)
    input.write(`${line}\n`)
    await expect.poll(() => said).toEqual([{ line }])
    stop()
  })

  it('say nothing once nobody listens', async () => {
    const [input, { said, keys }] = [new PassThrough(), listener()]
    readTalkKeys(input, keys)()
    input.end('{"talk":true}\n')
    await turn()
    expect(said).toEqual([])
  })
})

describe('a terminal', () => {
  it('begins and ends by the space bar or Enter', async () => {
    const [input, { said, keys }] = [new Terminal(), listener()]
    const stop = readTalkKeys(input, keys)
    input.write(' x\r')
    input.write('  ')
    await expect.poll(() => said).toEqual([true, false, true, false])
    stop()
    expect(input.raw).toEqual([true, false])
    expect(input.isPaused()).toBe(true)
  })

  it('still ends the program by Ctrl+C', async () => {
    const [input, { keys }] = [new Terminal(), listener()]
    const stop = readTalkKeys(input, keys)
    const interrupted = once(process, 'SIGINT')
    input.write('\u0003')
    await interrupted
    stop()
  })
})
