/** Runs in the page before its own scripts: what a sandboxed preload may require, and ports made of bindings. */
export const PAGE_SIDE = `
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
