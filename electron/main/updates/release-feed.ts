import process from 'node:process'
import { app } from 'electron'
import updater from 'electron-updater'
import type { UpdateFeed } from './update-keeper.ts'

/**
 * The releases of this app, by electron-updater; undefined where it is not updated by itself: run from source, or
 * installed as a package that the system keeps.
 */
export function releaseFeed(): UpdateFeed | undefined {
  const isOfSystem = process.platform === 'linux' && process.env['APPIMAGE'] === undefined
  if (!app.isPackaged || isOfSystem) return undefined
  const { autoUpdater } = updater
  // Nothing happens that was not asked for, and never a step back.
  autoUpdater.autoDownload = false
  autoUpdater.autoInstallOnAppQuit = false
  autoUpdater.allowDowngrade = false
  // It logs addresses of its own accord; what matters is told by the promises.
  autoUpdater.logger = null
  return {
    async newest(track) {
      autoUpdater.allowPrerelease = track === 'preview'
      const found = await autoUpdater.checkForUpdates()
      return found?.updateInfo.version
    },
    async fetch(onPercent) {
      const tell = ({ percent }: { percent: number }): void => {
        onPercent(Math.round(percent))
      }
      autoUpdater.on('download-progress', tell)
      try {
        await autoUpdater.downloadUpdate()
      } finally {
        autoUpdater.off('download-progress', tell)
      }
    },
    install() {
      autoUpdater.quitAndInstall()
    },
  }
}
