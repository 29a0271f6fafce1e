import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from '@playwright/test'

export type ServiceName = 'host' | 'voice'

/** An app that is open in some shell, with its window. */
export interface OpenedApp {
  readonly page: Page
  /** What is on the clipboard. */
  clipboard(): Promise<string>
  /** The process of a service that it runs. */
  servicePid(service: ServiceName): Promise<number>
  /** Ends it; fails where it does not end well. */
  close(): Promise<void>
}

/** Where an app keeps its data, in every shell, given a home of its own. */
export function dataIn(home: string): string {
  return join(home, 'palabre')
}

/** What makes the built app keep everything in a home of its own. */
export function envOf(home: string): NodeJS.ProcessEnv {
  return { XDG_DATA_HOME: home, XDG_CONFIG_HOME: home, XDG_RUNTIME_DIR: home }
}

/** Among the children of a process that of a service, by its entry. */
export function serviceOf(parent: number, service: ServiceName): number {
  const pid = String(parent)
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ')
  const found = children.find((child) =>
    readFileSync(`/proc/${child}/cmdline`, 'utf8').includes(`${service}.process`),
  )
  if (found === undefined) throw new Error(`The shell runs no ${service} service.`)
  return Number(found)
}

/** Reads the clipboard through a page that may. */
export function readClipboard(page: Page): Promise<string> {
  return page.evaluate(() => navigator.clipboard.readText())
}
