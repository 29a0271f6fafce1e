import type { PacketGuest } from './packet-guest.ts'
import { UdpPeer } from './udp-peer.ts'

/** A guest's packets on a real socket. */
export class UdpGuest {
  readonly guest: PacketGuest
  readonly peer: UdpPeer
  readonly #port: number

  private constructor(guest: PacketGuest, peer: UdpPeer, port: number) {
    this.guest = guest
    this.peer = peer
    this.#port = port
  }

  /** Opens a socket on loopback to talk to the port there. */
  static async open(guest: PacketGuest, port: number): Promise<UdpGuest> {
    return new UdpGuest(guest, await UdpPeer.open(), port)
  }

  async send(...datagrams: Uint8Array[]): Promise<void> {
    for (const datagram of datagrams) await this.peer.send(datagram, this.#port)
  }

  /** Binds with proof; resolves when the host has taken the address. */
  async bind(): Promise<void> {
    await this.send(this.guest.bind())
    await this.send(this.guest.bind(this.guest.proofIn(await this.next())))
    const answer = this.guest.answer(await this.next())
    if (answer.kind !== 'bound' || answer.state !== 1) throw new Error('the address was not taken')
  }

  /** The next datagram, removed from what was received. */
  async next(): Promise<Uint8Array> {
    await this.peer.until(1)
    return new Uint8Array(this.peer.received.shift() ?? Buffer.alloc(0))
  }

  close(): void {
    this.peer.close()
  }
}
