import { join } from 'node:path'
import type { AppInfo } from '../contract/services.ts'

/** Programs whose version matters where something is wrong, as `process.versions` names them. */
const SHOWN = { electron: 'Electron', chrome: 'Chromium', node: 'Node.js', v8: 'V8', sqlite: 'SQLite' }

/** What an app tells its page of itself. */
export function appInfo(
  shell: Pick<AppInfo, 'version' | 'shell' | 'platform'>,
  dataDir: string,
  versions: Readonly<Record<string, string | undefined>>,
): AppInfo {
  const shown = Object.entries(SHOWN).flatMap(([key, name]) => {
    const version = versions[key]
    return version === undefined ? [] : [[name, version] as const]
  })
  return {
    ...shell,
    versions: Object.fromEntries(shown),
    folders: { data: dataDir, recordings: join(dataDir, 'host', 'recordings') },
  }
}
