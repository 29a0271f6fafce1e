import { ADDRESS_UNKNOWN, type AddressId } from '../interfaces.ts'
import { PacketHeader } from '../packet/header.ts'

/** The datagram at hand, wherever it came from; one object is used for all. */
export class Arrival {
  readonly header = new PacketHeader()
  bytes: Uint8Array = new Uint8Array(0)
  offset = 0
  length = 0
  /** Of the sender, TUNNEL_PATH, or ADDRESS_UNKNOWN. */
  address: AddressId = ADDRESS_UNKNOWN
  /** Place in the transport's batch, by which it can learn the address. */
  index = 0
  /** When it was taken. */
  nowMs = 0
}
