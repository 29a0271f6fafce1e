import { watch } from 'vue'
import { useI18n } from 'vue-i18n'
import type { Notice } from '../../components/base/notice.ts'
import { useSessionStore } from '../../stores/session.ts'

/** Tells why a recording ended, to whoever is in its channel or began it; once, and not again where the page comes late. */
export function useRecordingEnd(tell: (notice: Omit<Notice, 'id'>) => void): void {
  const session = useSessionStore()
  const { t } = useI18n()
  watch(
    () => session.room,
    (room, before) => {
      const ended = room?.endedRecording
      if (before === undefined || ended === undefined) return
      if (ended.mark.id === before.endedRecording?.mark.id) return
      const you = before.members.find(({ sourceId }) => sourceId === before.you)
      if (you?.channelId !== ended.channelId && you?.userId !== ended.mark.startedById) return
      const title = t('recording.ended', { channel: ended.channel })
      tell({ kind: 'good', title, text: t(`recording.ends.${ended.reason}`) })
    },
  )
}
