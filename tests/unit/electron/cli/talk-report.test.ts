import { describe, expect, it } from 'vitest'
import { jsonReport, textReport, type TalkReport } from '../../../../electron/cli/talk-report.ts'
import { PalabreError } from '../../../../electron/contract/errors.ts'
import type { RoomView, SessionState } from '../../../../electron/contract/services.ts'
import { roomOf, viewOf } from '../../../../electron/session/room.ts'
import { NO_STATS, speakerOf, STOPPED } from '../../../support/fake-engine-worker.ts'
import { memberOf, welcomeOf } from '../../../support/fake-gateway.ts'

const room = (path: RoomView['path'], cause?: string) => viewOf(roomOf(welcomeOf()), path, cause)
const error = new PalabreError('host-closing').report()
const CALL: SessionState[] = [
  { state: 'resolving', host: 'house.lan' },
  { state: 'binding', room: room('none') },
  { state: 'ready', room: room('udp') },
  { state: 'ready', room: { ...room('udp'), members: [memberOf(7)] } },
  { state: 'ready', room: room('tcp', 'UDP gives no answer') },
  { state: 'resuming', room: room('none'), attempt: 1, retryInMs: 150, error },
  { state: 'resuming', room: room('none'), attempt: 2, retryInMs: 300, error },
  { state: 'binding', room: room('none') },
  { state: 'ready', room: room('udp') },
  { state: 'closed' },
]

function play(make: (write: (line: string) => void) => TalkReport): string[] {
  const lines: string[] = []
  const report = make((line) => lines.push(line))
  for (const state of CALL) report.state(state)
  report.stats({ ...NO_STATS, path: 'udp', framesSent: 100 })
  report.device('capture', 'It is gone.')
  report.device('capture', undefined)
  report.inputEnded()
  report.done(STOPPED)
  return lines
}

describe('what palabre talk says', () => {
  it('is one JSON object per line, with one ready', () => {
    const lines = play(jsonReport).map((line) => JSON.parse(line) as { event: string; state?: string })
    expect(lines.map(({ event, state }) => (event === 'state' ? state : event))).toEqual([
      'resolving',
      'binding',
      'ready',
      'ready',
      'room',
      'ready',
      'resuming',
      'resuming',
      'binding',
      'ready',
      'closed',
      'stats',
      'device',
      'device',
      'inputEnded',
      'done',
    ])
    expect(lines.filter(({ event }) => event === 'ready')).toMatchObject([
      { hostName: 'The house', you: 7, channel: 'Lobby', path: 'udp', muted: false },
    ])
    expect(lines.at(-1)).toMatchObject({ inputStartedAtNs: '1', outputStartedAtNs: '2', framesSent: 0 })
    expect(lines.find(({ state }) => state === 'resuming')).toMatchObject({
      attempt: 1,
      error: { code: 'host-closing' },
    })
  })

  it('ends with done also where no engine ever ran', () => {
    const lines: string[] = []
    jsonReport((line) => lines.push(line)).done(undefined)
    expect(JSON.parse(lines[0] ?? '')).toEqual({
      event: 'done',
      inputStartedAtNs: null,
      outputStartedAtNs: null,
    })
  })

  it('tells how long the way of each voice is, where that is known', () => {
    const parts = { capture: 8, frame: 10, codec: 2.5, network: 1, held: 15, mix: 1.5, playback: 9.4 }
    const known = speakerOf({ nickname: 'Ada', mouthToEarMs: { ...parts, total: 47.4 } })
    const stats = { ...NO_STATS, speakers: [known, speakerOf({ nickname: 'Bob' })] }
    const text: string[] = []
    const json: string[] = []
    textReport((line) => text.push(line)).stats(stats)
    jsonReport((line) => json.push(line)).stats(stats)
    expect(text[0]).toContain('speaking: Ada (47 ms mouth to ear), Bob')
    expect(JSON.parse(json[0] ?? '')).toMatchObject({
      speakers: [{ mouthToEarMs: parts }, { mouthToEarMs: null }],
    })
  })

  it('is plain sentences for people', () => {
    const lines = play(textReport)
    expect(lines).toContain('Looking for house.lan.')
    expect(lines).toContain('In The house, channel Lobby, voice over TCP: UDP gives no answer; 2 others.')
    expect(lines).toContain('The host is closing. Trying again in 0.1 s (try 1).')
    expect(lines.every((line) => !line.includes('\n') && line !== '')).toBe(true)
  })
})
