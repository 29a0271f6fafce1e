import { Notification } from 'electron'
import type { Notice } from './notice-picker.ts'

/** Whether this desktop shows any. */
export function mayShowNotices(): boolean {
  return Notification.isSupported()
}

/** Shows a notice of the desktop; a press on it calls `onPress`. Nothing where the desktop shows none. */
export function showNotice({ title, body }: Notice, icon: string, onPress: () => void): void {
  if (!mayShowNotices()) return
  const shown = new Notification({ title, body, icon, silent: true })
  shown.on('click', onPress)
  shown.show()
}
