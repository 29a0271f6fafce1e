import 'reflect-metadata'
import * as x509 from '@peculiar/x509'
import type { Clock } from '../base/clock.ts'
import type { Random } from '../base/random.ts'

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const
/** Guests pin this very certificate, so it need not end before the host does. */
const YEARS = 50
const YEAR_MS = 365.25 * 86_400_000
const DAY_MS = 86_400_000
const SERIAL_BYTES = 16

/** A fresh self-signed certificate, ECDSA on P-256, and its key: PEM. */
export async function makeCertificate({ clock, random }: { clock: Clock; random: Random }): Promise<{
  certificate: string
  privateKey: string
}> {
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

/** Positive, as RFC 5280 asks: the first bit is clear. */
function serialNumber(random: Random): string {
  const bytes = Buffer.from(random.bytes(SERIAL_BYTES))
  bytes[0] = ((bytes[0] ?? 0) & 0x7f) | 0x01
  return bytes.toString('hex')
}
