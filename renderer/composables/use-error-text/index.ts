import { useI18n } from 'vue-i18n'
import type { ErrorReport } from '../../../electron/contract/errors.ts'

/** An error in the user's language: the cause (with its detail) and the next step. */
export interface ErrorText {
  readonly cause: string
  readonly next: string
}

/** Puts reports of the catalogue into the user's words. */
export function useErrorText(): (report: ErrorReport) => ErrorText {
  const i18n = useI18n()
  return (report) => {
    const key = `errors.${report.code}`
    // A newer service may know codes that this page does not: its own words are better than none.
    const known = i18n.te(`${key}.message`)
    const message = known ? i18n.t(`${key}.message`) : report.message
    return {
      cause: report.detail === undefined ? message : `${message} (${report.detail})`,
      next: known ? i18n.t(`${key}.next`) : report.next,
    }
  }
}
