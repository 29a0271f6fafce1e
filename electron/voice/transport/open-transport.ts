import { createSocket, type Socket } from 'node:dgram'
import { isIPv6 } from 'node:net'
import { PalabreError, type ErrorCode } from '../../contract/errors.ts'
import { loadNet, NativeUnavailableError } from '../../../native/index.ts'
import type { DatagramTransport } from '../interfaces.ts'
import { TRANSPORT_CONFIG, type TransportConfig } from './config.ts'
import { DgramTransport } from './dgram-transport.ts'
import { UdpTransport } from './udp-transport.ts'

export interface OpenTransportOptions {
  /** `auto` takes the native socket, and Node's dgram where the native part is missing. */
  readonly kind: 'auto' | 'native' | 'dgram'
  /** IP literal to bind; `::` takes both families, or IPv4 alone where the system has no IPv6. */
  readonly bind: string
  /** UDP port; 0 for any free one. */
  readonly port: number
  /** Native only: `portable` makes one call per datagram, as on systems that have no others. */
  readonly path?: 'batched' | 'portable'
  readonly config?: Partial<TransportConfig>
}

/**
 * Opens a UDP socket.
 * Rejects with PalabreError `port-in-use`, `address-unusable`, or (kind `native`) `native-missing`.
 */
export async function openTransport(options: OpenTransportOptions): Promise<DatagramTransport> {
  try {
    return await openKind(options)
  } catch (error) {
    if (options.bind === '::' && NO_IPV6.has(codeOf(error))) {
      return openTransport({ ...options, bind: '0.0.0.0' })
    }
    throw errorOf(error, `${options.bind} port ${String(options.port)}`)
  }
}

async function openKind(options: OpenTransportOptions): Promise<DatagramTransport> {
  const config = { ...TRANSPORT_CONFIG, ...options.config }
  if (options.kind === 'dgram') return openDgram(options, config)
  try {
    return new UdpTransport(loadNet(), { path: 'batched', ...options }, config)
  } catch (error) {
    if (options.kind === 'auto' && error instanceof NativeUnavailableError) return openDgram(options, config)
    throw error
  }
}

async function openDgram(
  { bind, port }: OpenTransportOptions,
  config: TransportConfig,
): Promise<DgramTransport> {
  const socket = createSocket({
    type: isIPv6(bind.split('%', 1)[0] ?? bind) ? 'udp6' : 'udp4',
    // Every host is a literal: the system's resolver would only cost time.
    lookup: (host, _options, callback) => {
      callback(null, host, isIPv6(host) ? 6 : 4)
    },
  })
  await bound(socket, bind, port)
  if (config.receiveBuffer > 0) socket.setRecvBufferSize(config.receiveBuffer)
  if (config.sendBuffer > 0) socket.setSendBufferSize(config.sendBuffer)
  return new DgramTransport(socket, config)
}

function bound(socket: Socket, address: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const onError = (error: Error): void => {
      socket.close()
      reject(error)
    }
    socket.once('error', onError)
    socket.bind({ address, port }, () => {
      socket.off('error', onError)
      resolve()
    })
  })
}

/** What a system without IPv6 answers to `::`. */
const NO_IPV6 = new Set(['EAFNOSUPPORT', 'EADDRNOTAVAIL', 'EPROTONOSUPPORT'])

const CODES: Readonly<Record<string, ErrorCode>> = {
  EADDRINUSE: 'port-in-use',
  /** Ports below 1024 without the right to them. */
  EACCES: 'port-in-use',
  EADDRNOTAVAIL: 'address-unusable',
  EAFNOSUPPORT: 'address-unusable',
  EINVAL: 'address-unusable',
  ENOTFOUND: 'address-unusable',
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : ''
}

function errorOf(error: unknown, detail: string): unknown {
  if (error instanceof NativeUnavailableError) {
    return new PalabreError('native-missing', { detail: error.message, cause: error })
  }
  const code = CODES[codeOf(error)]
  return code === undefined ? error : new PalabreError(code, { detail, cause: error })
}
