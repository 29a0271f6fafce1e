import { existsSync } from 'node:fs'
import { join } from 'node:path'

/** Where files go that somebody fetches: the system's folder for that, or (`PALABRE_DOWNLOADS`) a named one. */
export function downloadFolder(
  env: Readonly<Record<string, string | undefined>>,
  home: string,
  exists: (path: string) => boolean = existsSync,
): string {
  const named = env['PALABRE_DOWNLOADS'] ?? env['XDG_DOWNLOAD_DIR']
  if (named !== undefined && named !== '') return named
  const usual = join(home, 'Downloads')
  return exists(usual) ? usual : home
}
