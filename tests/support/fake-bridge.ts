import { APP_CALLS } from '../../electron/contract/app-calls.ts'
import { HOST_CALLS } from '../../electron/contract/host-calls.ts'
import type {
  AppEvents,
  AppSettings,
  HostServiceEvents,
  VoiceServiceEvents,
} from '../../electron/contract/services.ts'
import { VOICE_CALLS } from '../../electron/contract/voice-calls.ts'
import { portPair, type Port } from '../../electron/processes/port.ts'
import { Audience } from '../../electron/processes/rpc.ts'
import { createBridge, type Bridge } from '../../renderer/bridge/bridge.ts'
import type { Link, ServiceName } from '../../renderer/bridge/link.ts'
import { FakeHost } from './fake-host.ts'
import { FakeApp, FakeVoice } from './fake-services.ts'

/** Fake services behind real ports and the real RPC. */
export interface FakeParts {
  readonly app: FakeApp
  readonly host: FakeHost
  readonly voice: FakeVoice
  readonly tellApp: AppEvents
  readonly tellHost: HostServiceEvents
  readonly tellVoice: VoiceServiceEvents
  /** Serves a port of a page. */
  readonly attach: (service: ServiceName, port: Port) => void
}

export function fakeParts(settings: Partial<AppSettings> = {}): FakeParts {
  const apps = new Audience<AppEvents>()
  const hosts = new Audience<HostServiceEvents>()
  const voices = new Audience<VoiceServiceEvents>()
  const app = new FakeApp(settings)
  const host = new FakeHost(hosts.tell)
  const voice = new FakeVoice(voices.tell)
  return {
    ...{ app, host, voice, tellApp: apps.tell, tellHost: hosts.tell, tellVoice: voices.tell },
    attach(service, port) {
      if (service === 'app') apps.add(port, app, APP_CALLS)
      else if (service === 'host') hosts.add(port, host, HOST_CALLS)
      else voices.add(port, voice, VOICE_CALLS)
    },
  }
}

/** A bridge to fake services in this process. */
export interface FakeBridge extends FakeParts {
  readonly bridge: Bridge
  /** As if the link to the shell were lost, or open again. */
  readonly setOpen: (open: boolean) => void
}

export function fakeBridge(settings: Partial<AppSettings> = {}): FakeBridge {
  const parts = fakeParts(settings)
  const openers: ((open: boolean) => void)[] = []
  const bridge = createBridge((service): Link => {
    const [near, far] = portPair()
    parts.attach(service, far)
    return {
      post: (message) => {
        near.post(message)
      },
      onMessage: (listener) => {
        near.onMessage(listener)
      },
      onOpen: (listener) => {
        openers.push(listener)
      },
      close: () => {
        near.close()
      },
    }
  })
  return {
    ...parts,
    bridge,
    setOpen(open) {
      for (const opener of openers) opener(open)
    },
  }
}

/** Lets everything that is on its way through ports and promises arrive. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => setTimeout(resolve, 0))
}
