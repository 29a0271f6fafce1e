import { createPrivateKey, X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createSecureContext } from 'node:tls'
import { sha256 } from '../base/crypto.ts'
import { PalabreError } from '../contract/errors.ts'
import type { HostOptions } from '../contract/services.ts'
import type { Certificate } from './certificate.ts'

/**
 * A certificate of the administrator's own, with its private key. Its SHA-256 is what invites promise, so another one
 * makes old invites and known guests refuse the host. Throws `certificate-unusable` with the file and the reason;
 * nothing ever takes its place.
 */
export function readCertificate(files: NonNullable<HostOptions['certificate']>): Certificate {
  const { certificateFile, keyFile } = files
  const certificate = readPem(certificateFile)
  const privateKey = readPem(keyFile)
  const leaf = attempt(
    certificateFile,
    'is no certificate in PEM form',
    () => new X509Certificate(certificate),
  )
  const key = attempt(keyFile, 'is no private key in PEM form without a password', () =>
    createPrivateKey(privateKey),
  )
  if (!leaf.checkPrivateKey(key)) throw unusable(keyFile, `is not the key of ${certificateFile}`)
  attempt(certificateFile, 'cannot serve TLS', () =>
    createSecureContext({ cert: certificate, key: privateKey, minVersion: 'TLSv1.3' }),
  )
  return { certificate, privateKey, fingerprint: sha256(leaf.raw) }
}

/** Whether the certificate holds at a time (ms since 1970); guests of Palabre do not ask, browsers do. */
export function isCurrent({ certificate }: Certificate, nowMs: number): boolean {
  const { validFromDate, validToDate } = new X509Certificate(certificate)
  return validFromDate.getTime() <= nowMs && nowMs <= validToDate.getTime()
}

function readPem(file: string): string {
  return attempt(file, 'cannot be read', () => readFileSync(file, 'utf8'))
}

function attempt<T>(file: string, why: string, work: () => T): T {
  try {
    return work()
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? `: ${String(error.code)}` : ''
    throw unusable(file, `${why}${code}`, error)
  }
}

function unusable(file: string, why: string, cause?: unknown): PalabreError {
  return new PalabreError('certificate-unusable', { detail: `${file} ${why}`, cause })
}
