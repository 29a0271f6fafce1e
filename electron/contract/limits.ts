/**
 * Sizes and counts that both ends of a connection agree on.
 * Each is checked where the value arrives, not only where it is made.
 */
export const LIMITS = {
  /** Bytes of one gateway (WebSocket) text or binary frame. */
  gatewayFrameBytes: 64 * 1024,
  /** Unicode code points of a nickname, a channel name, or a host name. */
  nameLength: 32,
  /** Unicode code points of one text message. */
  textLength: 4000,
  /** Messages of one page of history: with the longest texts a page stays below what a guest takes at once. */
  historyPage: 50,
  /** Bytes of one voice datagram: fits every common path MTU with room for a tunnel's own headers. */
  datagramBytes: 1200,
  /** Members of one host at the same time; source ids are 16 bits and are not reused at once. */
  members: 5000,
  /** Channels of one host. */
  channels: 1000,
  /** Gain a listener may give a user, dB: below it they are as well as muted, above it the mixer cuts. */
  userGainLeastDb: -40,
  userGainMostDb: 20,
  /** Channels within channels, the top one counted. */
  channelDepth: 10,
  /** Unicode code points of a channel's description. */
  descriptionLength: 500,
  /** Unicode code points of a channel's password. */
  passwordLength: 128,
  /** Unicode code points of the reason of a kick or a ban. */
  reasonLength: 200,
  /** Roles of one host, the built-in four counted. */
  roles: 100,
  /** Machines of one user. */
  devices: 10,
  /** Voices of one channel that are passed on at once, where the channel sets a bound. */
  loudest: 64,
  /** Most delay that is told of a part of a voice's way, ms. */
  delayMs: 5_000,
  /** Hosts that are offered again on the first page. */
  recentHosts: 8,
  /** Hosts on the web whose links are opened without asking, and the length of their names. */
  linkHosts: 200,
  linkHostLength: 253,
  /** Lists of listeners that a member may have to whisper to; the wire has room for no more. */
  whisperLists: 30,
  /** Users, and channels, that one list may name. */
  whisperUsers: 64,
  whisperChannels: 32,
  /** Bytes of a piece of a file that a page hands over: with all around it below what a shell takes at once. */
  uploadPieceBytes: 32 * 1024,
  /** Bytes of an invite link. */
  inviteBytes: 2048,
  /** Addresses named by one invite. */
  inviteAddresses: 8,
  /** Characters of an address a host binds: an IPv6 literal with the name of its interface. */
  addressLength: 80,
  /** Characters of a code by which another machine becomes one of a user's, as people may write it. */
  linkCodeLength: 32,
  /** Characters of the name, or id, of an audio device: it comes from its driver. */
  deviceNameLength: 512,
  /** Sending goes on for this long at most after the last speech, or after the key was let go, ms. */
  gateMs: 2_000,
} as const
