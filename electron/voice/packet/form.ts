import { BIND_BYTES, PING_BYTES } from './control-payload.ts'
import { isFrameCode } from './frame-code.ts'
import { FLAGS, type PacketHeader } from './header.ts'
import { KIND } from './kind.ts'
import { RedundantBlocks } from './redundancy.ts'
import { GAP_BYTES } from './gap-payload.ts'
import { isMixForm } from './mix-payload.ts'
import { isReport } from './report-payload.ts'

const blocks = new RedundantBlocks()

/**
 * Whether an opened packet has the form of its kind: the right payload length, and for voice a frame code that
 * names a length. What fails here is authentic and yet `malformed`.
 */
export function isWellFormed(header: PacketHeader, payload: Uint8Array, payloadLength: number): boolean {
  switch (header.kind) {
    case KIND.voice:
      return isFrameCode(header.frameCode) && isVoice(header, payload, payloadLength)
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
      return isMixForm(payload, payloadLength) && isFrameCode(header.frameCode)
    case KIND.gap:
      return payloadLength === GAP_BYTES
    case KIND.bundle:
      return false
  }
}

function isVoice(header: PacketHeader, payload: Uint8Array, payloadLength: number): boolean {
  if ((header.flags & FLAGS.redundancy) !== 0) return blocks.parse(payload, payloadLength)
  return payloadLength > 0
}
