/** Tunables of the browser shell. */
export const SHELL_CONFIG = {
  /** The only address it listens on: nothing outside this machine may reach it. */
  address: '127.0.0.1',
  /** Bytes of a message from the page: requests are small. */
  messageBytes: 64 * 1024,
  /** Bytes of a posted body: a token. */
  bodyBytes: 1024,
  /** Bytes a page may leave unread before its line is cut, so that a stuck page cannot fill our memory. */
  unreadBytes: 4 * 1024 * 1024,
  /** Length of token and session id, bytes. */
  secretBytes: 32,
} as const
