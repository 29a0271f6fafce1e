import { createServer, type Server } from 'node:net'
import { once } from 'node:events'
import { afterEach, expect, it } from 'vitest'
import { PalabreError } from '../../../../../electron/contract/errors.ts'
import { listenPair } from '../../../../../electron/host/http/listen.ts'
import type { MediaPort, OpenMedia } from '../../../../../electron/host/media-port.ts'
import { FakeRecorder } from '../../../../support/fake-recorder.ts'

const servers: Server[] = []
afterEach(async () => {
  for (const server of servers.splice(0)) await new Promise((resolve) => server.close(resolve))
})

function server(): Server {
  const made = createServer()
  servers.push(made)
  return made
}

async function takenPort(): Promise<number> {
  const taken = server()
  taken.listen(0, '127.0.0.1')
  await once(taken, 'listening')
  const address = taken.address()
  return address !== null && typeof address === 'object' ? address.port : 0
}

/** Media workers that have the ports of a list, one after the other, and remember what was closed. */
function fakeMedia(ports: number[]): { open: OpenMedia; opened: string[]; stopped: number[] } {
  const opened: string[] = []
  const stopped: number[] = []
  const open: OpenMedia = ({ bind, port: wanted }) => {
    opened.push(`${bind} ${String(wanted)}`)
    const port = ports.shift()
    if (port === undefined) return Promise.reject(new PalabreError('port-in-use'))
    const media: MediaPort = {
      started: { type: 'started', port, transport: 'dgram', threadId: 0 },
      running: true,
      recorder: new FakeRecorder(),
      post() {},
      onEvent: () => () => {},
      counters: () => ({}),
      stop: () => {
        stopped.push(port)
        return Promise.resolve()
      },
    }
    return Promise.resolve(media)
  }
  return { open, opened, stopped }
}

const options = (openMedia: OpenMedia, ports: number[], bind = '127.0.0.1') => ({
  server: server(),
  openMedia,
  transport: 'auto' as const,
  bind,
  ports,
  onMedia: () => {},
})

it('gives a port back that only UDP can have, and tries the next', async () => {
  const taken = await takenPort()
  const media = fakeMedia([taken, 0])
  const listening = await listenPair(options(media.open, [0, 0]))
  expect([media.stopped, media.opened.length, listening.bind]).toEqual([[taken], 2, '127.0.0.1'])
})

it('says so where all ports are taken', async () => {
  const taken = await takenPort()
  const media = fakeMedia([taken])
  await expect(listenPair(options(media.open, [taken]))).rejects.toMatchObject({
    code: 'port-in-use',
    detail: `TCP port ${String(taken)}`,
  })
  expect(media.stopped).toEqual([taken])
  await expect(listenPair(options(fakeMedia([]).open, [0, 0]))).rejects.toMatchObject({ code: 'port-in-use' })
})

it('says so where the machine has no such address, without trying further', async () => {
  const media = fakeMedia([0, 0])
  await expect(listenPair(options(media.open, [0, 0], '203.0.113.77'))).rejects.toMatchObject({
    code: 'address-unusable',
  })
  expect(media.opened.length).toBe(1)
})

it('goes on with IPv4 where there is no IPv6', async () => {
  const four = fakeMedia([0])
  const opened: string[] = []
  const openMedia: OpenMedia = (wanted) => {
    opened.push(wanted.bind)
    if (wanted.bind === '::') return Promise.reject(new PalabreError('address-unusable'))
    return four.open(wanted)
  }
  const listening = await listenPair(options(openMedia, [0], '::'))
  expect([opened, listening.bind]).toEqual([['::', '0.0.0.0'], '0.0.0.0'])
})
