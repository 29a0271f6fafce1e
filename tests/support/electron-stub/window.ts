import { EventEmitter } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { chromium, type Browser, type Page } from '@playwright/test'
import { chromiumPath } from '../requirement.ts'
import type { StubPort } from './ports.ts'

type Handler = (request: Request) => Promise<Response>

/** What the page may ask of the main process. */
export const ipcMain = new EventEmitter()
export const windowEvents = new EventEmitter()

let handler: Handler | undefined
export const protocol = {
  registerSchemesAsPrivileged(): void {},
  handle(_scheme: string, given: Handler): void {
    handler = given
  },
}

/** Serves the own scheme over HTTP: Chromium alone does not know it. */
async function serve(): Promise<{ server: Server; origin: string }> {
  const server = createServer((request, response) => {
    void handler?.(new Request(`app://palabre${request.url ?? '/'}`)).then(async (answer) => {
      response.writeHead(answer.status, Object.fromEntries(answer.headers))
      response.end(Buffer.from(await answer.arrayBuffer()))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The stub has no port.')
  return { server, origin: `http://127.0.0.1:${String(address.port)}` }
}

/** Runs in the page before its own scripts: what a sandboxed preload may require, and ports made of bindings. */
const PAGE_SIDE = `
  const listeners = new Map()
  const stubPorts = new Map()
  window.__stubToPort = (id, data) => stubPorts.get(id)?.postMessage(data)
  window.__stubHand = (channel, service, id) => {
    const { port1, port2 } = new MessageChannel()
    port1.onmessage = (event) => { void window.__stubFromPort(id, event.data) }
    stubPorts.set(id, port1)
    for (const listener of listeners.get(channel) ?? []) listener({ ports: [port2] }, service)
  }
  const require = () => ({
    ipcRenderer: {
      on: (channel, listener) => { listeners.set(channel, [...(listeners.get(channel) ?? []), listener]) },
      send: (channel, ...values) => { void window.__stubSend(channel, values) },
    },
    contextBridge: {
      exposeInMainWorld: (key, api) => { Object.defineProperty(window, key, { value: Object.freeze(api) }) },
    },
  })
  const module = { exports: {} }, exports = module.exports
`

class WebContents extends EventEmitter {
  page: Page | undefined
  readonly ports: StubPort[] = []

  setWindowOpenHandler(): void {}

  postMessage(channel: string, service: string, [port]: readonly StubPort[]): void {
    if (port === undefined) return
    const id = this.ports.push(port) - 1
    port.transferred = (data) => {
      this.#call('__stubToPort', id, data)
    }
    this.#call('__stubHand', channel, service, id)
  }

  #call(name: string, ...values: unknown[]): void {
    const call = `window.${name}(${values.map((value) => JSON.stringify(value)).join(',')})`
    // The page may be gone by now.
    void this.page?.evaluate(call).catch(() => {})
  }
}

export class BrowserWindow extends EventEmitter {
  static readonly all: BrowserWindow[] = []
  readonly webContents = new WebContents()
  readonly #preload: string

  constructor(options: { webPreferences: { preload: string } }) {
    super()
    this.#preload = options.webPreferences.preload
    BrowserWindow.all.push(this)
  }

  static getAllWindows(): BrowserWindow[] {
    return BrowserWindow.all
  }

  show(): void {}

  async loadURL(url: string): Promise<void> {
    const { server, origin } = await serve()
    const browser = await launch()
    const page = await browser.newPage()
    this.webContents.page = page
    page.on('close', () => {
      server.close()
      void browser.close().then(() => windowEvents.emit('closed'))
    })
    await page.exposeFunction('__stubSend', (channel: string, values: unknown[]) => {
      ipcMain.emit(channel, { sender: this.webContents, senderFrame: { url, parent: null } }, ...values)
    })
    await page.exposeFunction('__stubFromPort', (id: number, data: unknown) => {
      this.webContents.ports[id]?.other?.emit('message', { data, ports: [] })
    })
    await page.addInitScript(`{${PAGE_SIDE}\n${readFileSync(this.#preload, 'utf8')}\n}`)
    await page.goto(`${origin}/`)
    this.emit('ready-to-show')
  }
}

function launch(): Promise<Browser> {
  const debugPort = process.env['STUB_CDP_PORT'] ?? '0'
  return chromium.launch({
    executablePath: chromiumPath(),
    args: ['--no-sandbox', '--disable-gpu', '--no-first-run', `--remote-debugging-port=${debugPort}`],
  })
}
