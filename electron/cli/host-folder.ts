import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import process from 'node:process'
import { defaultDataDir } from '../main/data-folder.ts'

/** The data folder of a host: the one that is named, else that of the app's own host. */
export function hostFolder(named: string | undefined): string {
  const { platform, env } = process
  return resolve(named ?? join(defaultDataDir({ platform, env, home: homedir() }), 'host'))
}
