import { readFile } from 'node:fs/promises'
import { protocol } from 'electron'
import { APP_SCHEME, pageFileOf } from './page-address.ts'
import { PAGE_HEADERS } from './page-policy.ts'

/** Must be called before the app is ready. */
export function declarePageScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: APP_SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true } },
  ])
}

/** Serves the built page and nothing else at its scheme. */
export function servePage(folder: string): void {
  protocol.handle(APP_SCHEME, async (request) => {
    const file = pageFileOf(request.url, folder)
    const bytes = file === undefined ? undefined : await readFile(file.path).catch(() => undefined)
    if (file === undefined || bytes === undefined) return new Response('', { status: 404 })
    return new Response(new Uint8Array(bytes), { headers: { ...PAGE_HEADERS, 'content-type': file.type } })
  })
}
