import type { Port } from '../../processes/port.ts'
import type { ServiceName } from '../../processes/runner.ts'
import { SupervisedService, type SupervisorParts } from './supervised-service.ts'

/** Both services of an app, kept running; hands out lines to them. */
export interface Supervisor {
  /** A new line to a service; undefined while it does not run. */
  open(service: ServiceName): Port | undefined
  /** A service stopped by itself (false), or was started again (true). */
  onService(listener: (event: { service: ServiceName; running: boolean }) => void): void
  stats(): Record<ServiceName, { pid: number | undefined; restarts: number }>
  close(): Promise<void>
}

/** Starts both services. */
export function startSupervisor(parts: SupervisorParts): Supervisor {
  const services = {
    host: new SupervisedService('host', parts),
    voice: new SupervisedService('voice', parts),
  } satisfies Record<ServiceName, SupervisedService>
  const all = Object.values(services)
  for (const service of all) service.start()
  return {
    open: (name) => services[name].open(),
    onService(listener) {
      for (const service of ['host', 'voice'] as const) {
        services[service].onRunning((running) => {
          listener({ service, running })
        })
      }
    },
    stats: () => ({ host: services.host.stats(), voice: services.voice.stats() }),
    // The voice service goes first: it says goodbye to the host, which may be the other one.
    async close() {
      // Ctrl+C reaches the services too: whichever ends first must not be started again.
      for (const service of all) service.letEnd()
      await services.voice.stop()
      await services.host.stop()
    },
  }
}
