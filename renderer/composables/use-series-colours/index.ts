import { useMutationObserver } from '@vueuse/core'
import { shallowRef } from 'vue'

/** How many kinds of line there are; further ones look like the first again. */
export const LOOKS = 8

/** The theme's colours as a canvas needs them. */
export interface ChartColours {
  readonly series: readonly string[]
  readonly ink: string
  readonly line: string
  readonly surface: string
  readonly font: string
}

function read(): ChartColours {
  const style = getComputedStyle(document.documentElement)
  const token = (name: string): string => style.getPropertyValue(name).trim()
  return {
    series: Array.from({ length: LOOKS }, (_, at) => token(`--series-${String(at)}`)),
    ink: token('--ink-soft'),
    line: token('--line'),
    surface: token('--surface'),
    font: `12px ${token('--font')}`,
  }
}

/** The colours now, and again after each change of theme or contrast. */
export function useSeriesColours() {
  const colours = shallowRef(read())
  const update = (): void => {
    colours.value = read()
  }
  const marks = ['data-theme', 'data-more-contrast']
  useMutationObserver(document.documentElement, update, { attributeFilter: marks })
  return colours
}
