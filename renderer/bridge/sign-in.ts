/** How a page stands with the browser shell that serves it. */
export type SignIn = 'signed-in' | 'refused' | 'unreachable'

/**
 * Exchanges the one-time token of the address (`#token=...`) for a session cookie, and takes it out of
 * the address so that it is neither kept in the history nor copied along. Without a token the cookie of
 * an earlier exchange must do.
 */
export async function signIn(location: Location, history: History): Promise<SignIn> {
  const token = new URLSearchParams(location.hash.slice(1)).get('token')
  if (token !== null) history.replaceState(null, '', location.pathname)
  try {
    if (token !== null && (await exchange(token))) return 'signed-in'
    const answer = await fetch('/session')
    return answer.ok ? 'signed-in' : 'refused'
  } catch {
    return 'unreachable'
  }
}

async function exchange(token: string): Promise<boolean> {
  const answer = await fetch('/session', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ token }),
  })
  return answer.ok
}
