import { join } from 'node:path'
import process from 'node:process'
import { keepWasmWrappers } from '../base/wasm-wrappers.ts'
import { HOST_CALLS } from '../contract/host-calls.ts'
import { type HostServiceApi, type HostServiceEvents } from '../contract/services.ts'
import { mayDiscover } from './discovery-switch.ts'
import { endWith, HostService } from './host-service.ts'
import { logLevel, stderrLogger } from './logger.ts'
import { mediaWorkers } from './media-port.ts'
import { acceptPorts } from './parent-ports.ts'
import { Audience } from './rpc.ts'
import { dataDirOf } from './runner.ts'

/** The host service: the control plane of an instance that hosts, and the media worker as its thread. */
keepWasmWrappers()
const logger = stderrLogger('host', logLevel(process.env))
const audience = new Audience<HostServiceEvents>()
const service = new HostService({
  folder: join(dataDirOf(process.argv), 'host'),
  openMedia: mediaWorkers(logger),
  logger,
  mayAnnounce: mayDiscover(process.env),
  tell: audience.tell,
})

acceptPorts(
  (port) => {
    audience.add<HostServiceApi>(port, service, HOST_CALLS)
  },
  () => {
    endWith(service)
  },
)
// A Ctrl-C in the terminal goes to all processes; the parent decides when this one ends.
process.on('SIGINT', () => {})
process.on('SIGTERM', () => {
  endWith(service)
})
