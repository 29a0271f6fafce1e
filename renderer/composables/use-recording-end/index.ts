import { watch } from 'vue'
import { useI18n } from 'vue-i18n'
import type { RecordingEnd } from '../../../electron/contract/recording.ts'
import type { Notice } from '../../components/base/notice.ts'
import { useSessionStore } from '../../stores/session.ts'

/** Ends that nobody meant: what was said after is in no recording. */
const FAILURES: ReadonlySet<RecordingEnd> = new Set(['size-limit', 'disk-full', 'interrupted', 'failed'])

/**
 * Tells why a recording ended, to whoever is in its channel or began it, and everybody where it failed; once, and not
 * again where the page comes late.
 */
export function useRecordingEnd(tell: (notice: Omit<Notice, 'id'>) => void): void {
  const session = useSessionStore()
  const { t } = useI18n()
  watch(
    () => session.room,
    (room, before) => {
      const ended = room?.endedRecording
      if (before === undefined || ended === undefined) return
      if (ended.mark.id === before.endedRecording?.mark.id) return
      const isFailure = FAILURES.has(ended.reason)
      const you = before.members.find(({ sourceId }) => sourceId === before.you)
      const isConcerned = you?.channelId === ended.channelId || you?.userId === ended.mark.startedById
      if (!isFailure && !isConcerned) return
      const title = t('recording.ended', { channel: ended.channel })
      tell({ kind: isFailure ? 'problem' : 'good', title, text: t(`recording.ends.${ended.reason}`) })
    },
  )
}
