/** The part of dns-packet this project uses: DNS messages (RFC 1035, 6762), to bytes and back. */
declare module 'dns-packet' {
  export interface Question {
    readonly name: string
    readonly type: string
    readonly class?: string
  }
  export interface DnsRecord {
    readonly name: string
    readonly type: string
    readonly class?: string
    readonly ttl?: number
    /** Whether older records of this name and type are void (RFC 6762 section 10.2). */
    readonly flush?: boolean
    /** By type: a name, an address, `{ target, port }`, bytes or a list of bytes. */
    readonly data?: unknown
  }
  export interface Message {
    readonly id?: number
    readonly type: 'query' | 'response'
    readonly flags?: number
    readonly questions?: readonly Question[]
    readonly answers?: readonly DnsRecord[]
    readonly authorities?: readonly DnsRecord[]
    readonly additionals?: readonly DnsRecord[]
  }
  interface DnsPacket {
    readonly AUTHORITATIVE_ANSWER: number
    encode(message: Message): Uint8Array
    /** Throws on bytes that are no message. */
    decode(bytes: Buffer): Required<Message>
  }
  const packet: DnsPacket
  export default packet
}
