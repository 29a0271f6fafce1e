import { connect, createServer, type AddressInfo, type Socket } from 'node:net'

/** A way to a host on this machine that a test can cut and mend. */
export interface CutLink {
  readonly port: number
  /** Cuts every connection in one moment, and refuses new ones. */
  cut(): void
  mend(): void
  close(): void
}

/** Opens a way to the port of a host; each connection comes to it from the address that `from` names. */
export async function openCutLink(port: number, from: () => string = () => '127.0.0.1'): Promise<CutLink> {
  const sockets = new Set<Socket>()
  let isCut = false
  const drop = (): void => {
    for (const socket of sockets) socket.destroy()
  }
  const server = createServer((near) => {
    const far = connect({ host: '127.0.0.1', port, localAddress: from() })
    for (const socket of [near, far]) {
      sockets.add(socket)
      socket.on('error', () => {})
      socket.once('close', () => {
        near.destroy()
        far.destroy()
        sockets.delete(socket)
      })
    }
    if (isCut) near.destroy()
    else near.pipe(far).pipe(near)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    port: (server.address() as AddressInfo).port,
    cut: () => {
      isCut = true
      drop()
    },
    mend: () => {
      isCut = false
    },
    close: () => {
      drop()
      server.close()
    },
  }
}
