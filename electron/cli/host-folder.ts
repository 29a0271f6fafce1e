import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import process from 'node:process'
import { defaultDataDir } from '../main/data-folder.ts'

/** The data folder of a host: the one that is named, here or in the environment, else that of the app's own host. */
export function hostFolder(named: string | undefined): string {
  const { platform, env } = process
  const told = named ?? env['PALABRE_HOST_DATA']
  return resolve(told ?? join(defaultDataDir({ platform, env, home: homedir() }), 'host'))
}
