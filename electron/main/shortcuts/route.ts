import type { ShortcutCause, ShortcutLack, ShortcutStatus } from '../../contract/shortcuts.ts'

/** What of the machine decides which way keys take. */
export interface RouteSurroundings {
  readonly platform: string
  readonly env: Readonly<Record<string, string | undefined>>
  /** The part that watches keys: there, not installed, or forbidden by the system. */
  readonly hook: 'there' | 'missing' | 'refused'
  /** What a desktop would run for a key; undefined where it would reach nobody. */
  readonly command: string | undefined
}

/** The best way that keys can take here. */
export function routeOf(surroundings: RouteSurroundings): ShortcutStatus {
  const { command } = surroundings
  const cause = causeOf(surroundings)
  if (cause === undefined)
    return { route: 'hook', cannot: hookLacks(surroundings.platform), ...told(command) }
  const canCommand = command !== undefined && surroundings.platform === 'linux'
  return canCommand
    ? { route: 'command', cause, cannot: ['choose-here'], command }
    : { route: 'window', cause, cannot: ['other-programs'], ...told(command) }
}

/** Why keys cannot be watched; undefined where they can. */
function causeOf({ platform, env, hook }: RouteSurroundings): ShortcutCause | undefined {
  if (platform === 'linux') {
    // XWayland has a display as well, but shows only the keys of its own programs.
    if (isSet(env['WAYLAND_DISPLAY']) || env['XDG_SESSION_TYPE'] === 'wayland') return 'wayland'
    if (!isSet(env['DISPLAY'])) return 'no-display'
  }
  if (hook === 'missing') return 'hook-missing'
  return hook === 'refused' ? 'hook-refused' : undefined
}

function hookLacks(platform: string): ShortcutLack[] {
  return platform === 'win32' ? ['elevated-programs', 'keep-from-others'] : ['keep-from-others']
}

function told(command: string | undefined): { command?: string } {
  return command === undefined ? {} : { command }
}

function isSet(value: string | undefined): boolean {
  return value !== undefined && value !== ''
}
