import { X509Certificate } from 'node:crypto'
import { expect, it } from 'vitest'
import { fingerprintText, hostCertificate, namesOf } from '../../../../electron/host/certificate.ts'
import { FakeClock } from '../../../support/fake-clock.ts'
import { seededRandom } from '../../../support/seeded-random.ts'
import { testCertificate } from '../../../support/test-certificate.ts'
import { stateInMemory } from '../../../support/state-in-memory.ts'

const chance = { clock: new FakeClock(), random: seededRandom(1) }

it('is made once and is the same ever after', async () => {
  const state = stateInMemory()
  const made = await hostCertificate(state, chance)
  expect(await hostCertificate(state, chance)).toEqual(made)
  expect((await hostCertificate(stateInMemory(), chance)).fingerprint).not.toEqual(made.fingerprint)
})

it('is an ECDSA certificate on P-256 that signs itself and holds its key', async () => {
  const made = await hostCertificate(stateInMemory(), chance)
  const parsed = new X509Certificate(made.certificate)
  expect(parsed.publicKey.asymmetricKeyDetails).toEqual({ namedCurve: 'prime256v1' })
  expect(parsed.verify(parsed.publicKey)).toBe(true)
  expect(parsed.fingerprint256.replaceAll(':', '').toLowerCase()).toBe(
    Buffer.from(made.fingerprint).toString('hex'),
  )
  expect(fingerprintText(made)).toMatch(/^[A-Za-z0-9_-]{43}$/)
  expect(parsed.validFromDate.getTime()).toBeLessThan(chance.clock.wallMs())
})

it('says under which names its host is reached', async () => {
  const { cert } = await testCertificate([
    { type: 'dns', value: 'Talk.example' },
    { type: 'ip', value: '192.0.2.1' },
    { type: 'dns', value: 'talk.test' },
  ])
  expect(namesOf({ certificate: cert })).toEqual(['talk.example', 'talk.test'])
  expect(namesOf({ certificate: (await testCertificate()).cert })).toEqual([])
})
