import { BIND_BYTES, PING_BYTES } from './control-payload.ts'
import { isFrameCode } from './frame-code.ts'
import type { PacketHeader } from './header.ts'
import { KIND } from './kind.ts'
import { isReport } from './report-payload.ts'

/**
 * Whether an opened packet has the form of its kind: the right payload length, and for voice a frame code that
 * names a length. What fails here is authentic and yet `malformed`.
 */
export function isWellFormed(header: PacketHeader, payload: Uint8Array, payloadLength: number): boolean {
  switch (header.kind) {
    case KIND.voice:
      return payloadLength > 0 && isFrameCode(header.frameCode)
    case KIND.bind:
    case KIND.bound:
      return payloadLength === BIND_BYTES
    case KIND.ping:
    case KIND.pong:
      return payloadLength === PING_BYTES
    case KIND.report:
      return isReport(payload, payloadLength)
    case KIND.bye:
      return payloadLength === 0
    case KIND.mix:
    case KIND.bundle:
      return false
  }
}
