import { create } from 'qrcode'

/** A QR code as the path of an SVG: one unit a module, with the margin of four that readers need. */
export interface QrPath {
  /** Edge of the whole, modules. */
  readonly edge: number
  /** The dark modules, as rows of rectangles. */
  readonly path: string
}

/** Empty space around a code, modules (ISO/IEC 18004 section 6.3.8). */
const MARGIN = 4

/** Draws a text; throws where it is too long for any code (2,331 bytes at this level of correction). */
export function qrPath(text: string): QrPath {
  const { data, size } = create(text, { errorCorrectionLevel: 'M' }).modules
  let path = ''
  for (let row = 0; row < size; row += 1) {
    for (let column = 0; column < size; column += 1) {
      if (data[row * size + column] !== 1) continue
      const from = column
      while (column + 1 < size && data[row * size + column + 1] === 1) column += 1
      path += `M${String(from + MARGIN)} ${String(row + MARGIN)}h${String(column - from + 1)}v1H${String(from + MARGIN)}z`
    }
  }
  return { edge: size + 2 * MARGIN, path }
}
