import { expect, test } from 'vitest'
import { TransmitGate } from '../../../../../electron/voice/capture/transmit-gate.ts'

const LOUD = { levelDb: -20, speechProbability: NaN }
const QUIET = { levelDb: -90, speechProbability: NaN }

/** Blocks of 10 ms that are sent after the last speech, or after the key was let go. */
function blocksAfter(gate: TransmitGate): number {
  for (let block = 1; ; block += 1) if (gate.step(QUIET, 10) !== 'speech') return block
}

test('each mode has its own rule', () => {
  const gate = new TransmitGate('continuous')
  expect([gate.step(QUIET, 10), gate.wantsPreRoll]).toEqual(['speech', false])
  gate.setMode('vad')
  expect([gate.step(QUIET, 10), gate.step(LOUD, 10), gate.wantsPreRoll]).toEqual(['silent', 'start', true])
  gate.setMode('ptt')
  expect([gate.step(LOUD, 10), gate.wantsPreRoll]).toEqual(['silent', false])
  gate.setTalking(true)
  expect([gate.step(QUIET, 10), gate.step(QUIET, 10)]).toEqual(['start', 'speech'])
})

test('a key that is held counts as soon as the mode asks for one', () => {
  const gate = new TransmitGate('vad')
  gate.setTalking(true)
  expect(gate.step(QUIET, 10)).toBe('silent')
  gate.setMode('ptt')
  expect(gate.step(QUIET, 10)).toBe('start')
})

test.each([
  [{}, 30, 20],
  [{ hangMs: 100, releaseMs: 50 }, 10, 5],
  [{ hangMs: 1e9, releaseMs: Infinity }, 200, 200],
  [{ hangMs: NaN, releaseMs: -1 }, 30, 20],
])('goes on for as long as is set: %j', (times, hang, release) => {
  const gate = new TransmitGate('vad', times)
  gate.step(LOUD, 10)
  expect(blocksAfter(gate)).toBe(hang)
  gate.setMode('ptt')
  gate.setTalking(true)
  gate.step(QUIET, 10)
  gate.setTalking(false)
  expect(blocksAfter(gate)).toBe(release)
})

test.each([
  [-30, 'silent'],
  [null, 'start'],
  [NaN, 'start'],
  [-1e9, 'start'],
  [1e9, 'silent'],
])('opens from the level that is set, within what a voice can be: %d', (openDb, step) => {
  const gate = new TransmitGate('vad', { openDb })
  expect(gate.step({ levelDb: -35, speechProbability: NaN }, 10)).toBe(step)
  gate.set({ hangMs: 100 })
  gate.reset()
  expect(gate.step({ levelDb: -35, speechProbability: NaN }, 10)).toBe(step)
})
