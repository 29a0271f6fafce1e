import { rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import process from 'node:process'
import { resolveConfig } from 'electron-vite'
import { build } from 'vite'

/**
 * Builds only the renderer, as `electron-vite build` would. It is made in a folder of its own and put in
 * place at the end, so that another instance that serves or builds at the same time never sees half of it.
 */
const place = join(process.cwd(), 'out', 'renderer')
const fresh = `${place}.${String(process.pid)}`

const { config } = await resolveConfig({ logLevel: 'error' }, 'build', 'production')
const renderer = config?.renderer
if (renderer === undefined) throw new Error('electron.vite.config.ts names no renderer.')
await build({
  ...renderer,
  logLevel: 'error',
  build: { ...renderer.build, outDir: fresh, emptyOutDir: true },
})
await rm(place, { recursive: true, force: true })
// Somebody else's build may have come first: it is as good as this one.
await rename(fresh, place).catch(() => rm(fresh, { recursive: true, force: true }))
