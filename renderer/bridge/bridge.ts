import type {
  AppApi,
  AppEvents,
  HostServiceApi,
  HostServiceEvents,
  VoiceServiceApi,
  VoiceServiceEvents,
} from '../../electron/contract/services.ts'
import type { Linker } from './link.ts'
import { portLink, type PortSource } from './port-link.ts'
import { remote, type Remote } from './remote.ts'
import { socketLink } from './socket-link.ts'

/** Everything outside the page, behind one object: the only way from the stores to the services. */
export interface Bridge {
  readonly app: Remote<AppApi, AppEvents>
  readonly host: Remote<HostServiceApi, HostServiceEvents>
  readonly voice: Remote<VoiceServiceApi, VoiceServiceEvents>
}

declare global {
  interface Window {
    /** Put there by the Electron preload; absent in a browser. */
    readonly palabre?: PortSource
  }
}

/** A bridge over the given links. */
export function createBridge(link: Linker): Bridge {
  return {
    app: remote<AppApi, AppEvents>(link('app'), [
      'onService',
      'onShortcutStatus',
      'onShortcut',
      'onInvite',
      'onUpdate',
    ]),
    host: remote<HostServiceApi, HostServiceEvents>(link('host'), ['onHostStatus', 'onJob', 'onDownload']),
    voice: remote<VoiceServiceApi, VoiceServiceEvents>(link('voice'), [
      'onSession',
      'onHosts',
      'onLevels',
      'onStats',
      'onHearing',
      'onTestStep',
      'onDevice',
      'onMessage',
      'onJob',
      'onDownload',
    ]),
  }
}

/** The bridge of this page: through the preload in Electron, else through the browser shell. */
export function pageBridge(): Bridge {
  const source = window.palabre
  if (source !== undefined) return createBridge((service) => portLink(service, source))
  return createBridge((service) => socketLink(service, window.location.origin))
}

let current: Bridge | undefined

/** Sets the bridge all stores use; once, before the first store. */
export function provideBridge(bridge: Bridge): void {
  current = bridge
}

/** The bridge of this page. */
export function useBridge(): Bridge {
  if (current === undefined) throw new Error('A store was used before provideBridge.')
  return current
}
