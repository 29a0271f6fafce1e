import { useI18n } from 'vue-i18n'

/** A space at which no line is broken. */
const SPACE = '\u00a0'

/** Figures with their unit, in the user's way to write numbers; a figure that is not there is a dash. */
export function useFigureText(): (value: number | null, unit: string, digits?: number) => string {
  const { locale } = useI18n()
  return (value, unit, digits = 0) => {
    if (value === null) return '–'
    const format = new Intl.NumberFormat(locale.value, {
      ...{ minimumFractionDigits: digits, maximumFractionDigits: digits },
    })
    return unit === '' ? format.format(value) : `${format.format(value)}${SPACE}${unit}`
  }
}
