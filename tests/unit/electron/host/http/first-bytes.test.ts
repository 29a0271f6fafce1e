import { once } from 'node:events'
import { connect, type AddressInfo, type Socket } from 'node:net'
import { connect as connectSecurely, createServer, type Server } from 'node:tls'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { waitForFirstBytes } from '../../../../../electron/host/http/first-bytes.ts'
import { testCertificate } from '../../../../support/test-certificate.ts'

const WAIT_MS = 200
/** Destroyed last first: a TLS client before the socket that it is over. */
const opened: { destroy: () => void }[] = []
let server: Server

beforeEach(async () => {
  server = createServer({ ...(await testCertificate()), minVersion: 'TLSv1.3' }, (socket) => {
    socket.on('error', () => {})
    socket.pipe(socket)
  })
  waitForFirstBytes(server, WAIT_MS)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
})
afterEach(async () => {
  for (const socket of opened.splice(0).reverse()) socket.destroy()
  server.close()
  await once(server, 'close')
})

function plain(): Socket {
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1')
  opened.push(socket)
  return socket
}

describe('a connection whose first bytes are waited for', () => {
  it('is an ordinary one then, however much is sent', async () => {
    const socket = connectSecurely({ socket: plain(), rejectUnauthorized: false })
    opened.push(socket)
    const sent = Buffer.alloc(300_000, 'voice')
    const back: Buffer[] = []
    socket.write(sent)
    for await (const piece of socket) {
      back.push(piece as Buffer)
      if (back.reduce((sum, { length }) => sum + length, 0) >= sent.length) break
    }
    expect(Buffer.concat(back).equals(sent)).toBe(true)
  })

  it('is closed where none come', async () => {
    const socket = plain()
    socket.resume()
    await once(socket, 'close')
    expect(socket.bytesRead).toBe(0)
  })

  it('may break off before, at once or halfway, and others are served', async () => {
    const reset = plain()
    await once(reset, 'connect')
    reset.resetAndDestroy()
    const ended = plain()
    ended.end()
    ended.resume()
    await once(ended, 'close')
    const socket = connectSecurely({ socket: plain(), rejectUnauthorized: false })
    opened.push(socket)
    await once(socket, 'secureConnect')
    expect(socket.getProtocol()).toBe('TLSv1.3')
  })
})
