import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import process from 'node:process'
import { defaultDataDir } from '../main/data-folder.ts'
import { variableOf } from './host-settings/catalogue.ts'

/** The data folder of the app: the one that is named, else the usual one. */
export function appFolder(named: string | undefined): string {
  const { platform, env } = process
  return resolve(named ?? defaultDataDir({ platform, env, home: homedir() }))
}

/** The data folder of a host: the one that is named, here or in the environment, else that of the app's own host. */
export function hostFolder(named: string | undefined): string {
  return resolve(named ?? process.env[variableOf('data')] ?? join(appFolder(undefined), 'host'))
}
