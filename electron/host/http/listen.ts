import type { Server } from 'node:net'
import { PalabreError } from '../../contract/errors.ts'
import type { MediaPort, OpenMedia } from '../media-port.ts'

export interface ListenOptions {
  readonly server: Server
  readonly openMedia: OpenMedia
  readonly transport: Parameters<OpenMedia>[0]['transport']
  readonly bind: string
  /** Ports to try, in order; 0 is any free one. */
  readonly ports: readonly number[]
  /** Hears of the media worker before the first guest can come. */
  readonly onMedia: (media: MediaPort) => void
}

export interface Listening {
  readonly media: MediaPort
  readonly bind: string
  readonly port: number
}

const EVERY_ADDRESS = '::'
const EVERY_IPV4 = '0.0.0.0'

/**
 * Opens one port number for UDP (the media worker) and TCP (the server). A number that only one of them
 * can have is given back, and the next one tried. Throws `port-in-use` or `address-unusable`.
 */
export async function listenPair(options: ListenOptions): Promise<Listening> {
  let failure: unknown = new PalabreError('port-in-use')
  for (const port of options.ports) {
    try {
      return await listenOnEitherFamily(options, port)
    } catch (error) {
      failure = error
      if (!isCode(error, 'port-in-use')) break
    }
  }
  throw failure
}

/** Machines without IPv6 cannot take the address that means both families. */
async function listenOnEitherFamily(options: ListenOptions, port: number): Promise<Listening> {
  try {
    return await listenOn(options, options.bind, port)
  } catch (error) {
    if (options.bind !== EVERY_ADDRESS || !isCode(error, 'address-unusable')) throw error
    return listenOn(options, EVERY_IPV4, port)
  }
}

async function listenOn(options: ListenOptions, bind: string, wanted: number): Promise<Listening> {
  const media = await options.openMedia({ bind, port: wanted, transport: options.transport })
  const { port } = media.started
  try {
    options.onMedia(media)
    await listenTcp(options.server, bind, port)
    return { media, bind, port }
  } catch (error) {
    await media.stop()
    throw error
  }
}

function listenTcp(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const onError = (error: NodeJS.ErrnoException) => {
      server.off('listening', onListening)
      reject(listenError(error, host, port))
    }
    const onListening = () => {
      server.off('error', onError)
      resolve()
    }
    server.once('error', onError).once('listening', onListening)
    server.listen({ host, port })
  })
}

/** Why a socket could not be bound, in the words of the catalogue. */
function listenError(error: NodeJS.ErrnoException, host: string, port: number): PalabreError {
  switch (error.code) {
    case 'EADDRINUSE':
    case 'EACCES':
      return new PalabreError('port-in-use', { detail: `TCP port ${String(port)}`, cause: error })
    case 'EADDRNOTAVAIL':
    case 'EAFNOSUPPORT':
    case 'EINVAL':
    case 'ENOTFOUND':
      return new PalabreError('address-unusable', { detail: host, cause: error })
    default:
      return new PalabreError('internal', { detail: error.message, cause: error })
  }
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof PalabreError && error.code === code
}
