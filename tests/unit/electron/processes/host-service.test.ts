import { afterEach, beforeEach, expect, it } from 'vitest'
import { silentLogger } from '../../../../electron/base/logger.ts'
import { PalabreError } from '../../../../electron/contract/errors.ts'
import type { HostStatus } from '../../../../electron/contract/services.ts'
import { HostService } from '../../../../electron/processes/host-service.ts'
import { mediaWorkers } from '../../../../electron/processes/media-port.ts'
import { temporaryFolder } from '../../../support/temporary-folder.ts'

const OPTIONS = { name: 'Den', bind: '127.0.0.1', port: 0, owners: [] }
let place: Awaited<ReturnType<typeof temporaryFolder>>
let told: HostStatus[]
let service: HostService

beforeEach(async () => {
  place = await temporaryFolder()
  told = []
  service = new HostService({
    folder: place.folder,
    openMedia: mediaWorkers(silentLogger),
    logger: silentLogger,
    tell: { onHostStatus: (status) => told.push(status), onJob: () => {}, onDownload: () => {} },
  })
})
afterEach(async () => {
  await service.stop()
  await place.remove()
})

const states = (): string[] => told.map(({ state }) => state)

it('starts once, however often it is asked, and stops', async () => {
  const [one, two] = await Promise.all([service.start(OPTIONS), service.start(OPTIONS)])
  expect([one, await service.status()]).toEqual([two, two])
  expect(await service.createInvite({ lifetimeS: 60, uses: 1 })).toMatch(/^palabre:/)
  expect(await service.counters()).toMatchObject({ packetsIn: 0 })
  expect(await service.figures(Number.NaN)).toMatchObject({ drops: {}, members: [] })
  await service.stop()
  expect(states()).toEqual(['starting', 'running', 'stopped'])
  await expect(service.counters()).rejects.toMatchObject({ code: 'service-stopped' })
  await expect(service.figures(0)).rejects.toMatchObject({ code: 'service-stopped' })
})

it('says why it could not start, and can be started then', async () => {
  const bad = service.start({ ...OPTIONS, bind: '203.0.113.77' })
  await expect(bad).rejects.toBeInstanceOf(PalabreError)
  expect(told.at(-1)).toMatchObject({ state: 'stopped', error: { code: 'address-unusable' } })
  expect(await service.start(OPTIONS)).toMatchObject({ state: 'running', name: 'Den' })
})
