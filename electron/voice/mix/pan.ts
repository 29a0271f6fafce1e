/**
 * Where a voice stands between the loudspeakers, -1 (left) to 1 (right). Equal power: the sum of the squares of both
 * gains is the same everywhere, and in the middle both are 1, so that a voice there is as loud as without placement.
 */
export function leftGainOf(pan: number): number {
  return Math.SQRT2 * Math.cos(angleOf(pan))
}

/** The gain of the right loudspeaker. */
export function rightGainOf(pan: number): number {
  return Math.SQRT2 * Math.sin(angleOf(pan))
}

function angleOf(pan: number): number {
  const place = pan >= -1 ? Math.min(1, pan) : pan < -1 ? -1 : 0
  return ((place + 1) * Math.PI) / 4
}
