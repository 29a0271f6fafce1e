import 'reflect-metadata'
import { createHash } from 'node:crypto'
import * as x509 from '@peculiar/x509'
import type { Clock } from '../base/clock.ts'
import { toBase64Url } from '../base/crypto.ts'
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

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const
/** Guests pin the key itself, so the certificate need not end before the host does. */
const YEARS = 50
const YEAR_MS = 365.25 * 86_400_000
const DAY_MS = 86_400_000
const SERIAL_BYTES = 16

/** The host's certificate: made at first run, the same ever after. */
export async function hostCertificate(
  state: StateRepository,
  chance: { clock: Clock; random: Random },
): Promise<Certificate> {
  const kept = { certificate: state.get('certificate'), privateKey: state.get('privateKey') }
  const pair =
    kept.certificate === undefined || kept.privateKey === undefined
      ? await makeCertificate(chance)
      : { certificate: kept.certificate, privateKey: kept.privateKey }
  if (kept.certificate === undefined) {
    state.set('privateKey', pair.privateKey)
    state.set('certificate', pair.certificate)
  }
  return { ...pair, fingerprint: fingerprintOf(pair.certificate) }
}

/** A fresh self-signed certificate, ECDSA on P-256. */
async function makeCertificate({ clock, random }: { clock: Clock; random: Random }) {
  const keys = await crypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify'])
  const now = clock.wallMs()
  const certificate = await x509.X509CertificateGenerator.createSelfSigned(
    {
      serialNumber: serialNumber(random),
      name: 'CN=Palabre host',
      // A day early: a guest's clock may be behind.
      notBefore: new Date(now - DAY_MS),
      notAfter: new Date(now + YEARS * YEAR_MS),
      signingAlgorithm: ALGORITHM,
      keys,
      extensions: [
        new x509.BasicConstraintsExtension(false, undefined, true),
        new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
        new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
      ],
    },
    crypto,
  )
  const pkcs8 = await crypto.subtle.exportKey('pkcs8', keys.privateKey)
  return {
    certificate: certificate.toString('pem'),
    privateKey: x509.PemConverter.encode(pkcs8, x509.PemConverter.PrivateKeyTag),
  }
}

function fingerprintOf(pem: string): Uint8Array {
  const der = new x509.X509Certificate(pem).rawData
  return new Uint8Array(createHash('sha256').update(new Uint8Array(der)).digest())
}

/** Positive, as RFC 5280 asks: the first bit is clear. */
function serialNumber(random: Random): string {
  const bytes = Buffer.from(random.bytes(SERIAL_BYTES))
  bytes[0] = ((bytes[0] ?? 0) & 0x7f) | 0x01
  return bytes.toString('hex')
}

/** The fingerprint as invites and people see it. */
export function fingerprintText({ fingerprint }: Certificate): string {
  return toBase64Url(fingerprint)
}
