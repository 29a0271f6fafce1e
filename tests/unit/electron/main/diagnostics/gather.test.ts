import { expect, it } from 'vitest'
import { LogTail } from '../../../../../electron/base/log-tail.ts'
import { gatherDiagnostics } from '../../../../../electron/main/diagnostics/gather.ts'
import { appInfo } from '../../../../../electron/main/app-info.ts'
import { openSettings } from '../../../../../electron/main/settings.ts'
import { portPair, type Port } from '../../../../../electron/processes/port.ts'
import type { ServiceName } from '../../../../../electron/processes/runner.ts'
import { silentLogger } from '../../../../../electron/base/logger.ts'
import { fakeParts, settle } from '../../../../support/fake-bridge.ts'
import { FakeClock } from '../../../../support/fake-clock.ts'
import { temporaryFolder } from '../../../../support/temporary-folder.ts'

async function gather(open: (service: ServiceName) => Port | undefined, clock = new FakeClock()) {
  const place = await temporaryFolder()
  const settings = await openSettings(`${place.folder}/settings.json`, silentLogger)
  const one = { pid: 1, restarts: 3 }
  const supervisor = { open, stats: () => ({ host: one, voice: one }) }
  const log = new LogTail(5)
  log.write('voice', 'a line\n')
  const info = appInfo({ version: '1.2.3', shell: 'browser', platform: 'linux' }, place.folder, {})
  const text = gatherDiagnostics({ info, settings, supervisor, clock, log }, { at: [], series: {} })
  await settle()
  clock.advance(3_000)
  const bundle = JSON.parse(await text) as Record<string, unknown>
  await place.remove()
  expect(clock.pending).toBe(0)
  return bundle
}

it('asks the services over lines of its own', async () => {
  const parts = fakeParts()
  await parts.host.start({ bind: '::', owners: [] })
  const bundle = await gather((service) => {
    const [near, far] = portPair()
    parts.attach(service, far)
    return near
  })
  expect(bundle).toMatchObject({
    ...{
      app: { version: '1.2.3' },
      machine: { node: process.versions.node },
      restarts: { host: 3, voice: 3 },
    },
    ...{ session: { state: 'idle' }, devices: { devices: [{}, {}, {}] }, host: { state: 'running' } },
    ...{ figures: { at: [] }, call: { at: [] }, log: ['voice: a line'] },
  })
})

it('does without a service that is not there, or does not answer', async () => {
  const silent = await gather((service) => (service === 'host' ? undefined : portPair()[0]))
  expect(silent).toMatchObject({ session: null, devices: null, host: null, figures: null })
})
