import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { formatTrace, readTrace } from '../support/packet-trace.ts'
import { playTrace } from '../support/trace-player.ts'
import { wifiLike } from '../support/wifi-like.ts'

const FOLDER = join(import.meta.dirname, '../vectors/traces')
const fileOf = (name: string) => join(FOLDER, `${name}.jsonl`)

/**
 * What each recording may cost: delay above its fastest packet, and frames invented beyond those that never came. The
 * recordings were made while other programs wanted both cores, with stalls of up to 200 ms: late words cannot be avoided,
 * and the bounds are what is played today and a little.
 */
const BOUNDS = [
  { name: 'device-loopback', delayMs: 55, delayP95Ms: 220, invented: 0.02, late: 0.015 },
  { name: 'busy-loopback', delayMs: 65, delayP95Ms: 140, invented: 0.015, late: 0.01 },
  { name: 'proxy-bursts', delayMs: 45, delayP95Ms: 160, invented: 0.01, late: 0.015 },
  { name: 'wifi-like', delayMs: 25, delayP95Ms: 35, invented: 0.02, late: 0.015 },
]

test.each(BOUNDS)('$name', ({ name, ...bounds }) => {
  const report = playTrace(readTrace(fileOf(name)))
  const { delayMs, delayP95Ms, missing, late, concealed } = report
  const share = (part: number) => `${(100 * part).toFixed(1)} %`
  process.stderr.write(
    `${name}: ${String(report.packets)} packets, ${share(missing)} missing, ${share(late)} late, ` +
      `${share(concealed)} invented; delay ${delayMs.toFixed(0)} ms, p95 ${delayP95Ms.toFixed(0)} ms\n`,
  )
  expect(delayMs).toBeLessThanOrEqual(bounds.delayMs)
  expect(delayP95Ms).toBeLessThanOrEqual(bounds.delayP95Ms)
  expect(concealed - missing).toBeLessThanOrEqual(bounds.invented)
  expect(late).toBeLessThanOrEqual(bounds.late)
  expect(statSync(fileOf(name)).size).toBeLessThan(100_000)
})

test('a trace reads as it was written', () => {
  const trace = readTrace(fileOf('proxy-bursts'))
  expect(trace.packets.length).toBeGreaterThan(1_500)
  expect(formatTrace(trace)).toBe(readFileSync(fileOf('proxy-bursts'), 'utf8'))
})

test('the one that is made up can be made again', () => {
  expect(formatTrace(wifiLike(20, 1))).toBe(readFileSync(fileOf('wifi-like'), 'utf8'))
})
