import { expect, it } from 'vitest'
import { routeOf, type RouteSurroundings } from '../../../../../electron/main/shortcuts/route.ts'

const X11: RouteSurroundings = {
  platform: 'linux',
  env: { DISPLAY: ':0', XDG_SESSION_TYPE: 'x11' },
  hook: 'there',
  command: 'palabre talk-key',
}

it('watches keys where it can, and says that others see them too', () => {
  expect(routeOf(X11)).toEqual({ route: 'hook', cannot: ['keep-from-others'], command: 'palabre talk-key' })
  expect(routeOf({ ...X11, platform: 'win32', env: {} }).cannot).toContain('elevated-programs')
  expect(routeOf({ ...X11, platform: 'darwin', env: {} }).route).toBe('hook')
})

it.each([
  [{ env: { DISPLAY: ':0', WAYLAND_DISPLAY: 'wayland-0' } }, 'wayland'],
  [{ env: { DISPLAY: ':0', XDG_SESSION_TYPE: 'wayland' } }, 'wayland'],
  [{ env: {} }, 'no-display'],
  [{ env: { DISPLAY: '' } }, 'no-display'],
  [{ hook: 'missing' as const }, 'hook-missing'],
  [{ hook: 'refused' as const }, 'hook-refused'],
])('falls back to the command of a desktop with %j', (change, cause) => {
  expect(routeOf({ ...X11, ...change })).toEqual({
    route: 'command',
    cause,
    cannot: ['choose-here'],
    command: 'palabre talk-key',
  })
})

it('is left with the window where no command arrives, or no desktop binds one', () => {
  expect(routeOf({ ...X11, hook: 'missing', command: undefined })).toEqual({
    route: 'window',
    cause: 'hook-missing',
    cannot: ['other-programs'],
  })
  expect(routeOf({ ...X11, platform: 'darwin', hook: 'refused' })).toMatchObject({
    route: 'window',
    cause: 'hook-refused',
  })
})
