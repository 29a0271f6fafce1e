import { ipcMain, MessageChannelMain, type IpcMainEvent, type WebContents } from 'electron'
import type { Port } from '../../processes/port.ts'
import { electronPort } from '../../processes/parent-ports.ts'
import type { ServiceName } from '../../processes/runner.ts'
import { APP_ORIGIN } from '../page-address.ts'

/** The only file that touches ipcMain: gives our own page a line to the service it asks for. */
export function servePagePorts(attach: (service: ServiceName | 'app', page: Port) => void): void {
  ipcMain.on('palabre:request-port', (event, service: unknown) => {
    if (!isOurPage(event) || !isService(service)) return
    handPort(event.sender, service, attach)
  })
}

/** Only the top frame of a page that we have served may ask. */
function isOurPage(event: IpcMainEvent): boolean {
  const frame = event.senderFrame
  return frame !== null && frame.parent === null && originOf(frame.url) === APP_ORIGIN
}

/** Schemes of our own have the opaque origin `null` for URL, so it is put together here. */
function originOf(url: string): string {
  const { protocol, host } = new URL(url)
  return `${protocol}//${host}`
}

function isService(name: unknown): name is ServiceName | 'app' {
  return name === 'app' || name === 'host' || name === 'voice'
}

function handPort(
  page: WebContents,
  service: ServiceName | 'app',
  attach: (service: ServiceName | 'app', page: Port) => void,
): void {
  const { port1, port2 } = new MessageChannelMain()
  attach(service, electronPort(port1))
  page.postMessage('palabre:port', service, [port2])
}
