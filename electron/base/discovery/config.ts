/** What both sides of the search for hosts on a network must agree on. Times and limits of one side stand beside it. */
export const DISCOVERY = {
  /** Multicast DNS (RFC 6762 section 3). */
  mdns: { port: 5353, groups: { 4: '224.0.0.251', 6: 'ff02::fb' }, hops: 255 },
  /**
   * Own beacons: the port beside the usual one of hosts; an address of the administratively scoped block (RFC 2365) and
   * a transient link-local one (RFC 4291 section 2.7). One hop: it is about the network one is on.
   */
  beacon: { port: 7781, groups: { 4: '239.255.77.80', 6: 'ff12::7780' }, hops: 1 },
  /** DNS-SD type of a host (RFC 6763 section 7). */
  service: '_palabre._tcp.local',
  /**
   * Bytes of one mDNS message that is read, and records it may claim to hold: what fits one Ethernet frame. A larger one
   * is never about a host of ours, and could be made to be read for long.
   */
  mdnsBytes: 1_472,
  mdnsRecords: 128,
  /** Hosts that one mDNS message may tell of, and addresses of each. */
  mdnsServices: 8,
  mdnsAddresses: 4,
} as const
