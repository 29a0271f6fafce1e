import { registerHooks } from 'node:module'

/**
 * Stands in for Electron under plain Node: `node --import .../register.ts out/main/index.js`.
 * The window is a page of Playwright's Chromium, utility processes are forks, ports are relayed.
 * It shows that main, preload and page fit together; not isolation, sandbox, or packaging.
 */
const stub = new URL('./electron.ts', import.meta.url).href

registerHooks({
  resolve: (specifier, context, next) =>
    specifier === 'electron' ? { url: stub, shortCircuit: true } : next(specifier, context),
})
