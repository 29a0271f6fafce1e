import { describe, expect, test } from 'vitest'
import { PLAYBACK_CONFIG } from '../../../../../electron/voice/playback/config.ts'
import { FillControl } from '../../../../../electron/voice/playback/fill-control.ts'
import { samplesOf } from '../../../../../electron/voice/units.ts'

const LEAST = samplesOf(5)
const STEP = samplesOf(PLAYBACK_CONFIG.fillStepMs)
const PATIENCE = samplesOf(PLAYBACK_CONFIG.patienceFirstMs)

test('stays at the least without underruns, and ignores those from before its time', () => {
  const control = new FillControl(LEAST, 7)
  for (let second = 0; second < 60; second += 1) control.observe(7, samplesOf(1_000))
  expect(control.fill).toBe(LEAST)
})

test('rises with each underrun, up to a bound', () => {
  const control = new FillControl(LEAST)
  control.observe(1, 0)
  expect(control.fill).toBe(LEAST + STEP)
  for (let xruns = 2; xruns < 100; xruns += 1) control.observe(xruns, samplesOf(10))
  expect(control.fill).toBe(samplesOf(PLAYBACK_CONFIG.fillMostMs))
})

test('never lowers a fill that began above the bound', () => {
  const control = new FillControl(samplesOf(60))
  control.observe(1, 0)
  expect(control.fill).toBe(samplesOf(60))
})

test('an underrun that comes alone raises nothing; a second one soon after it does', () => {
  const control = new FillControl(LEAST)
  const alone = samplesOf(PLAYBACK_CONFIG.aloneMs)
  control.observe(1, alone)
  expect(control.fill).toBe(LEAST)
  control.observe(2, alone)
  expect(control.fill).toBe(LEAST)
  control.observe(3, alone - 1)
  expect(control.fill).toBe(LEAST + STEP)
})

describe('after an underrun', () => {
  /** Samples until the fill has sunk to its least again. */
  function until(control: FillControl, xruns: number): number {
    let samples = 0
    while (control.fill > LEAST) {
      control.observe(xruns, samplesOf(1_000))
      samples += samplesOf(1_000)
    }
    return samples
  }

  test('sinks again, and waits twice as long where the next one comes soon', () => {
    const control = new FillControl(LEAST)
    control.observe(1, 0)
    expect(until(control, 1)).toBe(PATIENCE)
    control.observe(2, 0)
    expect(until(control, 2)).toBe(2 * PATIENCE)
    control.observe(3, samplesOf(PLAYBACK_CONFIG.aloneMs) - 1)
    expect(until(control, 3)).toBe(4 * PATIENCE)
    control.observe(4, 4 * PATIENCE)
    control.observe(5, 0)
    expect(until(control, 5)).toBe(4 * PATIENCE)
  })
})
