import { createDecipheriv } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import * as crypto from '../../../../electron/base/crypto.ts'

const hex = (text: string): Uint8Array => new Uint8Array(Buffer.from(text.replaceAll(/\s/g, ''), 'hex'))

describe('seal and open', () => {
  const key = Uint8Array.from({ length: 32 }, (_, i) => 0x80 + i)
  const nonce = hex('070000004041424344454647')
  const associated = hex('50515253c0c1c2c3c4c5c6c7')
  const message = new TextEncoder().encode(
    "Ladies and Gentlemen of the class of '99: If I could offer you only one tip for the future, sunscreen would be it.",
  )

  it('gives the bytes of RFC 8439 section 2.8.2', () => {
    const out = new Uint8Array(message.length + crypto.TAG_BYTES)
    crypto.seal(out, message, associated, nonce, key)
    expect(Buffer.from(out.subarray(-16)).toString('hex')).toBe('1ae10b594f09e26a7e902ecbd0600691')
    expect(Buffer.from(out.subarray(0, 16)).toString('hex')).toBe('d31a8d34648e60db7b86afbc53ef7ec2')
  })

  it('agrees with the cipher of Node', () => {
    const out = new Uint8Array(message.length + crypto.TAG_BYTES)
    crypto.seal(out, message, associated, nonce, key)
    const decipher = createDecipheriv('chacha20-poly1305', key, nonce, { authTagLength: 16 })
    decipher.setAAD(associated, { plaintextLength: message.length })
    decipher.setAuthTag(out.subarray(-16))
    expect(new Uint8Array(decipher.update(out.subarray(0, -16)))).toEqual(message)
  })

  it('works in place, and refuses every flipped bit', () => {
    const slab = new Uint8Array(message.length + crypto.TAG_BYTES)
    slab.set(message)
    crypto.seal(slab, slab.subarray(0, message.length), associated, nonce, key)
    const out = new Uint8Array(message.length)
    for (let bit = 0; bit < slab.length * 8; bit++) {
      const flipped = slab.slice()
      flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7))
      expect(crypto.open(out, flipped, associated, nonce, key)).toBe(false)
    }
    expect(crypto.open(slab.subarray(0, message.length), slab, associated, nonce, key)).toBe(true)
    expect(slab.subarray(0, message.length)).toEqual(message)
  })
})

describe('sign and verify', () => {
  it('follows RFC 8032 section 7.1, test 2', () => {
    const pair = crypto.keyPairOf(hex('4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb'))
    expect(Buffer.from(pair.publicKey).toString('hex')).toBe(
      '3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c',
    )
    const signature = crypto.sign(hex('72'), pair)
    expect(Buffer.from(signature).toString('hex').slice(0, 32)).toBe('92a009a9f0d4cab8720e820b5f642540')
    expect(crypto.verify(signature, hex('72'), pair.publicKey)).toBe(true)
    expect(crypto.verify(signature, hex('73'), pair.publicKey)).toBe(false)
  })

  it('says false to arguments of the wrong length', () => {
    expect(crypto.verify(new Uint8Array(63), hex('72'), new Uint8Array(32))).toBe(false)
    expect(crypto.verify(new Uint8Array(64), hex('72'), new Uint8Array(31))).toBe(false)
  })
})

describe('deriveKey', () => {
  it('follows RFC 5869, test 3 (no salt, no info)', () => {
    const key = crypto.deriveKey(new Uint8Array(22).fill(0x0b), new Uint8Array(0))
    expect(Buffer.from(key).toString('hex')).toBe(
      '8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d',
    )
  })
})

describe('base64url', () => {
  it('goes both ways without padding', () => {
    const bytes = Uint8Array.from({ length: 256 }, (_, i) => i)
    expect(crypto.fromBase64Url(crypto.toBase64Url(bytes))).toEqual(bytes)
    expect(crypto.toBase64Url(bytes.subarray(250))).toBe('-vv8_f7_')
  })
})
