import type { Interfaces } from '../base/discovery/adapters.ts'

/** What switches announcing and looking for hosts off in a whole app, whatever its page asks for. */
export const DISCOVERY_SWITCH = 'PALABRE_DISCOVERY'

/** What a search for hosts sees of the machine where it is switched off: no network at all. */
export function lanOf(env: NodeJS.ProcessEnv): { readonly interfaces?: () => Interfaces } {
  return mayDiscover(env) ? {} : { interfaces: () => ({}) }
}

/** Whether this process may speak to the networks it is on, by its environment: `off` forbids it. */
export function mayDiscover(env: NodeJS.ProcessEnv): boolean {
  return env[DISCOVERY_SWITCH] !== 'off'
}
