import { createHash } from 'node:crypto'
import { isIP } from 'node:net'
import { connect, type TLSSocket } from 'node:tls'
import { PalabreError } from '../contract/errors.ts'

/** One address to try. */
export interface DialTarget {
  /** IP literal. */
  readonly address: string
  readonly port: number
  /** The name the address was found by, or the literal itself. */
  readonly name: string
}

/** `address:port` as people write it. */
export function describeTarget(target: { readonly address: string; readonly port: number }): string {
  const host = target.address.includes(':') ? `[${target.address}]` : target.address
  return `${host}:${String(target.port)}`
}

/**
 * Opens TLS 1.3 to an address and checks the certificate's SHA-256 (base64url) before anything else is
 * sent: the key is the host's name here, so no authority and no host name is asked.
 * Rejects with `host-unreachable` or `host-key-changed`; an abort rejects with `host-unreachable`.
 */
export function dialPinned(target: DialTarget, fingerprint: string, signal: AbortSignal): Promise<TLSSocket> {
  return new Promise((resolve, reject) => {
    const socket = connect({
      host: target.address,
      port: target.port,
      ...(isIP(target.name) === 0 ? { servername: target.name } : {}),
      minVersion: 'TLSv1.3',
      ALPNProtocols: ['http/1.1'],
      // An authority could not vouch for this key; its fingerprint is compared below instead.
      rejectUnauthorized: false,
    })
    const settle = (error: PalabreError | undefined) => {
      signal.removeEventListener('abort', abort)
      if (error !== undefined) {
        socket.destroy()
        reject(error)
      } else resolve(socket)
    }
    const abort = () => {
      settle(unreachable(target, 'given up'))
    }
    socket.setNoDelay(true)
    // Stays for good: a destroyed socket may still report an error, which nobody needs any more.
    socket.on('error', (error: Error) => {
      settle(unreachable(target, reasonOf(error), error))
    })
    socket.once('close', () => {
      settle(unreachable(target, 'closed'))
    })
    socket.once('secureConnect', () => {
      const shown = fingerprintOf(socket)
      settle(shown === fingerprint ? undefined : keyChanged(target, fingerprint, shown))
    })
    if (signal.aborted) abort()
    else signal.addEventListener('abort', abort)
  })
}

function fingerprintOf(socket: TLSSocket): string | undefined {
  const certificate = socket.getPeerX509Certificate()
  return certificate && createHash('sha256').update(certificate.raw).digest('base64url')
}

function keyChanged(target: DialTarget, promised: string, shown: string | undefined): PalabreError {
  const keys = shown === undefined ? {} : { keys: { promised, shown } }
  return new PalabreError('host-key-changed', { detail: describeTarget(target), ...keys })
}

function unreachable(target: DialTarget, reason: string, cause?: unknown): PalabreError {
  return new PalabreError('host-unreachable', { detail: `${describeTarget(target)}: ${reason}`, cause })
}

function reasonOf(error: Error): string {
  return (error as NodeJS.ErrnoException).code ?? error.message
}
