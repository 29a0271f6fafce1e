/** Runs in the page before its own scripts: what a sandboxed preload may require, and ports made of bindings. */
export const PAGE_SIDE = `
  const listeners = new Map()
  const stubPorts = new Map()
  window.__stubToPort = (id, data) => stubPorts.get(id)?.postMessage(data)
  // Ports of Electron tell when they are closed, those of the web do not.
  const handed = []
  const given = new Map()
  window.addEventListener('message', (event) => {
    if (event.data?.palabrePort !== undefined) given.set(handed.shift(), event.ports[0])
  })
  window.__stubClose = (id) => given.get(id)?.dispatchEvent(new Event('close'))
  window.__stubHand = (channel, service, id) => {
    const { port1, port2 } = new MessageChannel()
    port1.onmessage = (event) => { void window.__stubFromPort(id, event.data) }
    stubPorts.set(id, port1)
    handed.push(id)
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
