import { LOOKS } from '../../composables/use-series-colours/index.ts'

/** How series are told apart without colour: each line has its own dashes, each layer its own pattern. */

/** Lengths of line and gap, pixels. */
const DASHES: readonly (readonly number[])[] = [
  ...[[], [7, 4], [2, 3], [10, 3, 2, 3]],
  ...[
    [16, 4],
    [5, 2, 1, 2, 1, 2],
    [4, 4],
    [1, 4],
  ],
]

/** Side of a pattern's tile, pixels. */
const TILE = 8
const WASH = 0.3

/** The dashes of a line. */
export function dashOf(look: number): number[] {
  return [...(DASHES[look % LOOKS] ?? [])]
}

/** Strokes of each pattern on its tile, as pairs of points. */
const STROKES: readonly (readonly (readonly [number, number, number, number])[])[] = [
  [],
  [[0, 8, 8, 0]],
  [[0, 4, 8, 4]],
  [[4, 0, 4, 8]],
  [[0, 0, 8, 8]],
  [
    [0, 4, 8, 4],
    [4, 0, 4, 8],
  ],
  [[2, 2, 4, 4]],
  [
    [0, 0, 8, 8],
    [0, 8, 8, 0],
  ],
]

/** The fill of a layer; the colour alone where no canvas can be had. */
export function fillOf(look: number, colour: string): CanvasPattern | string {
  const tile = document.createElement('canvas')
  tile.width = TILE
  tile.height = TILE
  const context = tile.getContext('2d')
  if (context === null) return colour
  context.fillStyle = colour
  context.globalAlpha = WASH
  context.fillRect(0, 0, TILE, TILE)
  context.globalAlpha = 1
  context.strokeStyle = colour
  context.lineWidth = 1.5
  context.beginPath()
  for (const [fromX, fromY, toX, toY] of STROKES[look % LOOKS] ?? []) {
    context.moveTo(fromX, fromY)
    context.lineTo(toX, toY)
  }
  context.stroke()
  return context.createPattern(tile, 'repeat') ?? colour
}
