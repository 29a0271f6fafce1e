import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { systemClock } from '../../../../electron/base/clock.ts'
import { systemRandom } from '../../../../electron/base/random.ts'
import { fingerprintText } from '../../../../electron/host/certificate.ts'
import { makeCertificate } from '../../../../electron/host/make-certificate.ts'
import { isCurrent, readCertificate } from '../../../../electron/host/own-certificate.ts'
import { temporaryFolder } from '../../../support/temporary-folder.ts'

let place: Awaited<ReturnType<typeof temporaryFolder>>
let files: { certificateFile: string; keyFile: string }
let made: Awaited<ReturnType<typeof makeCertificate>>

beforeEach(async () => {
  place = await temporaryFolder()
  made = await makeCertificate({ clock: systemClock, random: systemRandom })
  files = { certificateFile: put('c.pem', made.certificate), keyFile: put('k.pem', made.privateKey) }
})
afterEach(() => place.remove())

function put(name: string, text: string): string {
  const file = join(place.folder, name)
  writeFileSync(file, text)
  return file
}

it('is read with its key', () => {
  const certificate = readCertificate(files)
  expect(certificate).toMatchObject(made)
  expect(fingerprintText(certificate)).toMatch(/^[\w-]{43}$/)
})

it('holds for its time', () => {
  const certificate = readCertificate(files)
  const yearMs = 365 * 86_400_000
  expect(isCurrent(certificate, Date.now())).toBe(true)
  expect([isCurrent(certificate, 0), isCurrent(certificate, Date.now() + 60 * yearMs)]).toEqual([
    false,
    false,
  ])
})

it('is refused with the file and the reason, and nothing takes its place', async () => {
  const other = await makeCertificate({ clock: systemClock, random: systemRandom })
  const wrong: [Partial<typeof files>, RegExp][] = [
    [{ certificateFile: join(place.folder, 'none.pem') }, /none\.pem cannot be read: ENOENT$/],
    [{ keyFile: join(place.folder, 'none.pem') }, /none\.pem cannot be read: ENOENT$/],
    [{ certificateFile: place.folder }, /cannot be read: EISDIR$/],
    [{ certificateFile: put('x.pem', 'nothing') }, /x\.pem is no certificate in PEM form/],
    [{ keyFile: put('x.pem', 'nothing') }, /x\.pem is no private key in PEM form without a password/],
    [{ keyFile: put('o.pem', other.privateKey) }, /o\.pem is not the key of .*c\.pem$/],
    [{ certificateFile: files.keyFile }, /k\.pem is no certificate/],
  ]
  for (const [change, detail] of wrong) {
    expect(() => readCertificate({ ...files, ...change })).toThrow(
      expect.objectContaining({
        code: 'certificate-unusable',
        detail: expect.stringMatching(detail) as string,
      }),
    )
  }
})
