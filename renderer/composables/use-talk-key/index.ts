import { onScopeDispose } from 'vue'

/** The key that is held to talk while the window has the focus: alone it writes nothing, so it works in a field too. */
export const TALK_KEY = 'ControlRight'

/** Tells when the key of push-to-talk goes down and up in this window; a window that loses the focus lets it go. */
export function useTalkKey(press: (down: boolean) => void): void {
  const down = (event: KeyboardEvent): void => {
    if (event.code === TALK_KEY && !event.repeat) press(true)
  }
  const up = (event: KeyboardEvent): void => {
    if (event.code === TALK_KEY) press(false)
  }
  const lost = (): void => {
    press(false)
  }
  window.addEventListener('keydown', down)
  window.addEventListener('keyup', up)
  window.addEventListener('blur', lost)
  onScopeDispose(() => {
    window.removeEventListener('keydown', down)
    window.removeEventListener('keyup', up)
    window.removeEventListener('blur', lost)
    press(false)
  })
}
