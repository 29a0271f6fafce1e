import process from 'node:process'
import { KEYS_CALLS } from '../contract/app-calls.ts'
import { type KeysEvents, type KeysServiceApi } from '../contract/keys-service.ts'
import { loadKeyHook } from './keys/key-hook.ts'
import { KeysService } from './keys/keys-service.ts'
import { acceptPorts } from './parent-ports.ts'
import { Audience } from './rpc.ts'

/**
 * Watches keys for the whole desktop, in a process of its own: a fault of the hook touches neither window nor call, and
 * what is typed stays here.
 */
const audience = new Audience<KeysEvents>()
const service = new KeysService(loadKeyHook(), audience.tell)

acceptPorts((port) => {
  audience.add<KeysServiceApi>(port, service, KEYS_CALLS)
}, end)
process.on('SIGINT', () => {})
process.once('SIGTERM', end)

function end(): void {
  service.close()
  process.exit(0)
}
