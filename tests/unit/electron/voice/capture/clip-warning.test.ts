import { expect, test } from 'vitest'
import { ClipWarning } from '../../../../../electron/voice/capture/clip-warning.ts'

const frameOf = (...samples: number[]): Float32Array => {
  const frame = new Float32Array(480)
  frame.set(samples)
  return frame
}

test('a run at full scale warns for two seconds', () => {
  const clip = new ClipWarning()
  clip.observe(frameOf(0.5, 1, 1, 1, 1, 1))
  expect([clip.isOn, clip.clips]).toEqual([true, 1])
  for (let frame = 0; frame < 199; frame += 1) clip.observe(frameOf())
  expect(clip.isOn).toBe(true)
  clip.observe(frameOf())
  expect([clip.isOn, clip.clips]).toEqual([false, 1])
})

test('a loud peak is no clipping', () => {
  const clip = new ClipWarning()
  clip.observe(frameOf(0.9, 1, 1, 0.9, -1, 0.2))
  expect(clip.isOn).toBe(false)
})

test('a run across two frames counts once', () => {
  const clip = new ClipWarning()
  const first = new Float32Array(480)
  first.fill(-1, 478)
  clip.observe(first)
  clip.observe(frameOf(-1, -1))
  expect(clip.clips).toBe(1)
})
