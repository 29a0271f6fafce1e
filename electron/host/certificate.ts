import { X509Certificate } from 'node:crypto'
import type { Clock } from '../base/clock.ts'
import { sha256, toBase64Url } from '../base/crypto.ts'
import type { Random } from '../base/random.ts'
import type { StateRepository } from '../storage/repositories/state.ts'

/** What a host shows to prove that it is the one the invite promised. */
export interface Certificate {
  /** PEM. */
  readonly certificate: string
  readonly privateKey: string
  /** SHA-256 of the certificate's DER, 32 bytes. */
  readonly fingerprint: Uint8Array
}

/** The names a certificate is for, as a browser shows them in its address bar: those under which the host is reached. */
export function namesOf({ certificate }: Pick<Certificate, 'certificate'>): string[] {
  const { subjectAltName = '' } = new X509Certificate(certificate)
  const names = subjectAltName.split(', ').filter((entry) => entry.startsWith('DNS:'))
  return names.map((entry) => entry.slice('DNS:'.length).toLowerCase())
}

/** The host's certificate: made at first run, the same ever after. */
export async function hostCertificate(
  state: StateRepository,
  chance: { clock: Clock; random: Random },
): Promise<Certificate> {
  const kept = { certificate: state.get('certificate'), privateKey: state.get('privateKey') }
  const pair =
    kept.certificate === undefined || kept.privateKey === undefined
      ? await firstCertificate(chance)
      : { certificate: kept.certificate, privateKey: kept.privateKey }
  if (pair.certificate !== kept.certificate) {
    state.set('privateKey', pair.privateKey)
    state.set('certificate', pair.certificate)
  }
  return { ...pair, fingerprint: fingerprintOf(pair.certificate) }
}

/** Loaded at first run only: its libraries cost a tenth of the time in which a host comes back. */
async function firstCertificate(chance: { clock: Clock; random: Random }) {
  const { makeCertificate } = await import('./make-certificate.ts')
  return makeCertificate(chance)
}

function fingerprintOf(pem: string): Uint8Array {
  return sha256(new X509Certificate(pem).raw)
}

/** The fingerprint as invites and people see it. */
export function fingerprintText({ fingerprint }: Certificate): string {
  return toBase64Url(fingerprint)
}
