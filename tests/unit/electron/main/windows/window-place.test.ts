import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { WINDOW_CONFIG } from '../../../../../electron/main/config.ts'
import { placeFrom, placeOn, type Area } from '../../../../../electron/main/windows/window-place.ts'

const SIZES = WINDOW_CONFIG.main
const LEFT: Area = { x: 0, y: 0, width: 1920, height: 1080 }
const RIGHT: Area = { x: 1920, y: 0, width: 1280, height: 720 }
const KEPT = { x: 2000, y: 40, width: 900, height: 640, maximized: false }

describe('where a window opens', () => {
  it('is where it stood, while that screen is there', () => {
    expect(placeOn(KEPT, [LEFT, RIGHT], SIZES)).toEqual(KEPT)
  })

  it('is left to the system where its screen is gone', () => {
    expect(placeOn(KEPT, [LEFT], SIZES)).toEqual({ width: 900, height: 640, maximized: false })
  })

  it.each([
    ['its title is above the screen', { y: -10 }],
    ['its title is below the screen', { y: 1060 }],
    ['a sliver of it is left', { x: 1920 - 50 }],
  ])('is left to the system where %s', (_why, change) => {
    expect(placeOn({ ...KEPT, x: 100, ...change }, [LEFT], SIZES)).not.toHaveProperty('x')
  })

  it('is maximised again, and no larger than the screen', () => {
    const large = { ...KEPT, width: 4000, height: 3000, maximized: true }
    expect(placeOn(large, [LEFT, RIGHT], SIZES)).toEqual({ ...large, width: 1280, height: 720 })
  })

  it('is the usual one at first', () => {
    expect(placeOn(undefined, [LEFT], SIZES)).toEqual({ ...SIZES.usual, maximized: false })
    expect(placeOn(undefined, [], SIZES)).toEqual({ ...SIZES.usual, maximized: false })
  })

  it('can always be taken hold of', () => {
    const pixels = fc.integer({ min: -5000, max: 5000 })
    const size = fc.integer({ min: 1, max: 5000 })
    fc.assert(
      fc.property(pixels, pixels, size, size, (x, y, width, height) => {
        const place = placeOn({ x, y, width, height, maximized: false }, [LEFT, RIGHT], SIZES)
        if (place.x === undefined || place.y === undefined) return
        const [top, left] = [place.y, place.x]
        const holds = [LEFT, RIGHT].some(
          (screen) =>
            top >= screen.y &&
            top + WINDOW_CONFIG.titleHeight <= screen.y + screen.height &&
            left < screen.x + screen.width &&
            left + place.width > screen.x,
        )
        expect(holds).toBe(true)
      }),
    )
  })
})

describe('a kept place', () => {
  it('is read as it was written', () => {
    expect(placeFrom(JSON.parse(JSON.stringify(KEPT)))).toEqual(KEPT)
    expect(placeFrom({ width: 900, height: 640 })).toEqual({ width: 900, height: 640, maximized: false })
  })

  it.each([
    null,
    1,
    [],
    {},
    { width: 0, height: 5 },
    { width: 900.5, height: 600 },
    { width: 1e9, height: 600 },
  ])('is not %j', (value) => {
    expect(placeFrom(value)).toBeUndefined()
  })
})
