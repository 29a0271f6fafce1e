import { join } from 'node:path'

/** What of the machine decides where data belongs. */
export interface Surroundings {
  readonly platform: string
  readonly home: string
  readonly env: Readonly<Record<string, string | undefined>>
}

/** Where the app keeps its data unless told otherwise: the place each system has for it. */
export function defaultDataDir({ platform, home, env }: Surroundings): string {
  if (platform === 'win32') return join(env['APPDATA'] ?? join(home, 'AppData', 'Roaming'), 'Palabre')
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', 'Palabre')
  return join(env['XDG_DATA_HOME'] ?? join(home, '.local', 'share'), 'palabre')
}
