import { contextBridge, ipcRenderer } from 'electron'

/**
 * The only bridge between the page and the rest. The page asks for the line to a service by name; the port
 * itself cannot cross the context bridge, so it is handed on as a message of the page's own window.
 */
const SERVICES = ['app', 'host', 'voice']

/** The page's window as far as it is used here; the types of the DOM stay out of the Node side. */
interface PageWindow {
  readonly location: { readonly origin: string }
  postMessage(message: unknown, origin: string, ports: readonly unknown[]): void
}
const page = globalThis as unknown as PageWindow

ipcRenderer.on('palabre:port', (event, service: unknown) => {
  page.postMessage({ palabrePort: service }, page.location.origin, event.ports)
})

contextBridge.exposeInMainWorld('palabre', {
  requestPort(service: unknown): void {
    if (typeof service === 'string' && SERVICES.includes(service)) {
      ipcRenderer.send('palabre:request-port', service)
    }
  },
})
