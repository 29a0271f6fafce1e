import { useI18n } from 'vue-i18n'
import type { RecordingMark } from '../../../electron/contract/recording.ts'

/** Who began a recording and when, as the named parts of a sentence; the day is told too, for it may be an old one. */
export function useRecordingText(): (mark: RecordingMark) => { name: string; time: string } {
  const { locale } = useI18n()
  return ({ startedBy: name, startedAt }) => {
    const format = new Intl.DateTimeFormat(locale.value, { dateStyle: 'medium', timeStyle: 'short' })
    return { name, time: format.format(startedAt) }
  }
}
