/** What switches announcing and looking for hosts off in a whole app, whatever its page asks for. */
export const DISCOVERY_SWITCH = 'PALABRE_DISCOVERY'

/** Whether this process may speak to the networks it is on, by its environment: `off` forbids it. */
export function mayDiscover(env: NodeJS.ProcessEnv): boolean {
  return env[DISCOVERY_SWITCH] !== 'off'
}
