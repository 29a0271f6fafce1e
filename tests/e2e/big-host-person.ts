import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, type Browser, type Page } from '@playwright/test'
import { fillHost } from '../support/big-host.ts'
import { startPerson, type Person } from './real-shell.ts'

/** A host with thousands of people in it starts within this on a busy machine, ms. */
export const HOST_LIMIT_MS = 45_000

/** Somebody whose own host has been through much, and the folder for what they download. */
export interface Owner extends Person {
  readonly downloads: string
}

export async function startOwner(browser: Browser, name: string): Promise<Owner> {
  const downloads = await mkdtemp(join(tmpdir(), 'palabre-downloads-'))
  const person = await startPerson(browser, name, { PALABRE_DOWNLOADS: downloads }, false, (folder) => {
    fillHost(join(folder, 'host'), Date.now())
  })
  return {
    ...person,
    downloads,
    async close() {
      await person.close()
      await rm(downloads, { recursive: true, force: true })
    },
  }
}

export async function host({ page }: Person): Promise<void> {
  await page.getByRole('button', { name: 'Host', exact: true }).click()
  await expect(page.getByRole('button', { name: 'Leave' })).toBeVisible({ timeout: HOST_LIMIT_MS })
}

/** Goes to the administration of the host that runs here, without a call. */
export async function manageFromHome(person: Person): Promise<Page> {
  const { page } = person
  await host(person)
  await page.getByRole('button', { name: 'Leave' }).click()
  // In the call, which is left just now, stands “Manage this host”.
  await page.getByRole('button', { name: 'Manage', exact: true }).click()
  await expect(page.getByRole('grid', { name: 'Users' })).toBeVisible({ timeout: HOST_LIMIT_MS })
  return page
}
