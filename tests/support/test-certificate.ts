import 'reflect-metadata'
import { createHash } from 'node:crypto'
import * as x509 from '@peculiar/x509'

/** A self-signed certificate for a test's own TLS server. */
export interface TestCertificate {
  readonly cert: string
  readonly key: string
  /** SHA-256 of the DER, base64url. */
  readonly fingerprint: string
}

/** `names` are the DNS names and addresses it is for. */
export async function testCertificate(names: readonly x509.JsonGeneralName[] = []): Promise<TestCertificate> {
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }
  const keys = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
  const certificate = await x509.X509CertificateGenerator.createSelfSigned(
    {
      ...{ name: 'CN=test', keys, signingAlgorithm: algorithm },
      extensions: names.length === 0 ? [] : [new x509.SubjectAlternativeNameExtension([...names])],
    },
    crypto,
  )
  const pkcs8 = await crypto.subtle.exportKey('pkcs8', keys.privateKey)
  return {
    cert: certificate.toString('pem'),
    key: x509.PemConverter.encode(pkcs8, x509.PemConverter.PrivateKeyTag),
    fingerprint: createHash('sha256').update(new Uint8Array(certificate.rawData)).digest('base64url'),
  }
}
