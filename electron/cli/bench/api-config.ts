/** Tunables of `palabre bench api`. */
export const API_CONFIG = {
  /** Requests, one after the other, and the most. */
  requests: 20_000,
  mostRequests: 10_000_000,
  /** What is asked, by turns: a small list, a page of one, figures of the moment, and one row. */
  paths: ['/channels', '/users?limit=50', '/metrics', '/channels/1'],
  /** A host lets a token ask 500 times a second; so many take turns, that no answer is "too often". */
  tokens: 20,
  /** The memory of the host is looked at this often, requests. */
  lookEvery: 1_000,
  /** Share of the requests after which the memory has grown to what it takes: code is compiled, caches are full. */
  warmShare: 0.2,
} as const
