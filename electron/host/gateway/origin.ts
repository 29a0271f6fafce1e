import type { IncomingHttpHeaders } from 'node:http'

const HOST = /^(?:\[[0-9A-Fa-f:.%]+\]|[A-Za-z0-9._-]+)(?::\d{1,5})?$/

/**
 * Whether an upgrade comes from a program. A browser always names an `Origin`, and no page has business here:
 * what somebody else's page does in a visitor's browser must not reach a host in the visitor's network.
 */
export function checkUpgrade({ origin, host }: IncomingHttpHeaders): boolean {
  return origin === undefined && host !== undefined && HOST.test(host)
}
