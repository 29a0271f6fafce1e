import { afterEach, expect, it } from 'vitest'
import { silentLogger } from '../../../../electron/base/logger.ts'
import type { MediaEvent } from '../../../../electron/contract/media.ts'
import type { MediaPort } from '../../../../electron/host/media-port.ts'
import { mediaWorkers } from '../../../../electron/processes/media-port.ts'

const open = mediaWorkers(silentLogger, new URL('../../../support/failing-media-worker.ts', import.meta.url))
const OPTIONS = { bind: '127.0.0.1', port: 0, transport: 'dgram' } as const
let media: MediaPort | undefined

afterEach(async () => {
  await media?.stop()
  media = undefined
})

function next(port: MediaPort, type: MediaEvent['type']): Promise<MediaEvent> {
  return new Promise((resolve) => {
    const stop = port.onEvent((event) => {
      if (event.type !== type) return
      stop()
      resolve(event)
    })
  })
}

it('starts a worker that died again, on the same port, and says so', async () => {
  media = await open(OPTIONS)
  for (let times = 0; times < 2; times++) {
    const started = next(media, 'started')
    media.post({ type: 'channelRemoved', channelId: 1 })
    expect(await started).toMatchObject({ port: 40_000 })
  }
  const answered = next(media, 'path')
  media.post({ type: 'memberRemoved', sourceId: 7 })
  expect(await answered).toMatchObject({ sourceId: 7 })
})

it('rejects with what the worker says where it cannot start', async () => {
  await expect(open({ ...OPTIONS, port: 1 })).rejects.toMatchObject({
    code: 'port-in-use',
    detail: 'UDP port 1',
  })
})

it('reads all counters by name', async () => {
  media = await open(OPTIONS)
  expect(media.counters()).toMatchObject({ 'packetsIn': 0, 'drop:forged': 0 })
})

it('stops once, and what is posted then is lost', async () => {
  media = await open(OPTIONS)
  await media.stop()
  media.post({ type: 'memberRemoved', sourceId: 7 })
  await media.stop()
})
