import { EventEmitter } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { chromium, type Browser, type Page } from '@playwright/test'
import { chromiumPath } from '../requirement.ts'
import { PAGE_SIDE } from './page-side.ts'
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

/** Serves the own scheme over HTTP, for all windows: Chromium alone does not know it. */
async function serve(): Promise<string> {
  const server = createServer((request, response) => {
    void handler?.(new Request(`app://palabre${request.url ?? '/'}`)).then(async (answer) => {
      response.writeHead(answer.status, Object.fromEntries(answer.headers))
      response.end(Buffer.from(await answer.arrayBuffer()))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  server.unref()
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The stub has no port.')
  return `http://127.0.0.1:${String(address.port)}`
}

let origin: Promise<string> | undefined
let browser: Promise<Browser> | undefined

type OpenHandler = (details: { url: string }) => { action: string }

class WebContents extends EventEmitter {
  page: Page | undefined
  readonly ports: StubPort[] = []
  reload: () => void = () => {}
  #open: OpenHandler = () => ({ action: 'allow' })

  setWindowOpenHandler(open: OpenHandler): void {
    this.#open = open
  }

  /** What becomes of a page that wants to go elsewhere, open a window, or embed something. */
  attempt(url: string): Record<string, boolean> {
    const isPrevented = (name: string): boolean => {
      const asked = { isPrevented: false }
      const preventDefault = (): void => {
        asked.isPrevented = true
      }
      this.emit(name, { preventDefault }, url)
      return asked.isPrevented
    }
    return {
      navigates: !isPrevented('will-navigate'),
      redirects: !isPrevented('will-redirect'),
      embeds: !isPrevented('will-attach-webview'),
      opens: this.#open({ url }).action !== 'deny',
    }
  }

  /** Asks for a line to a service as a page at an address would; whether it got one. */
  request(from: string, inFrame: boolean, service: unknown): boolean {
    const before = this.ports.length
    const senderFrame = { url: from, parent: inFrame ? {} : null }
    ipcMain.emit('palabre:request-port', { sender: this, senderFrame }, service)
    return this.ports.length > before
  }

  postMessage(channel: string, service: string, [port]: readonly StubPort[]): void {
    if (port === undefined) return
    const id = this.ports.push(port) - 1
    port.transferred = (data) => {
      this.#call('__stubToPort', id, data)
    }
    port.transferredClosed = () => {
      this.#call('__stubClose', id)
    }
    this.#call('__stubHand', channel, service, id)
  }

  #call(name: string, ...values: unknown[]): void {
    const call = `window.${name}(${values.map((value) => JSON.stringify(value)).join(',')})`
    // The page may be gone by now.
    void this.page?.evaluate(call).catch(() => {})
  }
}

interface Options {
  readonly width: number
  readonly height: number
  readonly x?: number
  readonly y?: number
  readonly webPreferences: { readonly preload: string }
}

export class BrowserWindow extends EventEmitter {
  static readonly all: BrowserWindow[] = []
  readonly webContents = new WebContents()
  readonly options: Readonly<Record<string, unknown>>
  visible = false
  url = ''
  readonly #options: Options

  constructor(options: Options) {
    super()
    this.#options = options
    this.options = options as unknown as Record<string, unknown>
    BrowserWindow.all.push(this)
    windowEvents.emit('created', this.webContents)
    // A page whose process is gone cannot be used again here: a fresh one takes its place.
    this.webContents.reload = () => {
      const { page } = this.webContents
      this.webContents.page = undefined
      void page?.close().then(() => this.#openPage())
    }
  }

  show(): void {
    this.visible = true
    this.emit('show')
  }

  showInactive(): void {
    this.show()
  }

  hide(): void {
    this.visible = false
  }

  restore(): void {}
  focus(): void {}
  maximize(): void {}
  setVisibleOnAllWorkspaces(): void {}

  isDestroyed(): boolean {
    return !BrowserWindow.all.includes(this)
  }

  isMinimized(): boolean {
    return false
  }

  isMaximized(): boolean {
    return false
  }

  isFocused(): boolean {
    return false
  }

  getNormalBounds(): { x: number; y: number; width: number; height: number } {
    const { width, height, x = 0, y = 0 } = this.#options
    return { x, y, width, height }
  }

  /** Asks first, as a press on the cross of the window does. */
  close(): void {
    const asked = { isPrevented: false }
    this.emit('close', {
      preventDefault: () => {
        asked.isPrevented = true
      },
    })
    if (!asked.isPrevented) void this.webContents.page?.close()
  }

  async loadURL(url: string): Promise<void> {
    this.url = url
    await this.#openPage()
    this.emit('ready-to-show')
  }

  /** Ends the process that shows the page, as a fault in it would. */
  async crash(): Promise<void> {
    const { page } = this.webContents
    const crashed = new Promise((resolve) => page?.once('crash', resolve))
    void page?.goto('chrome://crash').catch(() => {})
    await crashed
    this.webContents.emit('render-process-gone', {}, { reason: 'crashed' })
  }

  async #openPage(): Promise<void> {
    origin ??= serve()
    browser ??= launch()
    const { width, height } = this.#options
    const page = await (
      await browser
    ).newPage({
      viewport: { width, height },
      locale: 'en-US',
      // A test looks at the clipboard through the page; in Electron the main process would.
      permissions: ['clipboard-read', 'clipboard-write'],
    })
    const contents = this.webContents
    contents.page = page
    page.on('close', () => {
      if (contents.page === page) this.#closed()
    })
    await page.exposeFunction('__stubSend', (channel: string, values: unknown[]) => {
      const frame = { url: this.url, parent: null }
      ipcMain.emit(channel, { sender: contents, senderFrame: frame }, ...values)
    })
    await page.exposeFunction('__stubFromPort', (id: number, data: unknown) => {
      contents.ports[id]?.other?.emit('message', { data, ports: [] })
    })
    await page.addInitScript(
      `{${PAGE_SIDE}\n${readFileSync(this.#options.webPreferences.preload, 'utf8')}\n}`,
    )
    await page.goto(this.url.replace('app://palabre', await origin))
    contents.emit('did-finish-load')
  }

  #closed(): void {
    BrowserWindow.all.splice(BrowserWindow.all.indexOf(this), 1)
    this.emit('closed')
    if (BrowserWindow.all.length === 0)
      void browser?.then((one) => one.close()).then(() => windowEvents.emit('closed'))
  }
}

function launch(): Promise<Browser> {
  const debugPort = process.env['STUB_CDP_PORT'] ?? '0'
  return chromium.launch({
    executablePath: chromiumPath(),
    args: ['--no-sandbox', '--disable-gpu', '--no-first-run', `--remote-debugging-port=${debugPort}`],
  })
}
