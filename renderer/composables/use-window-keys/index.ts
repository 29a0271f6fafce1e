import { onScopeDispose, shallowRef } from 'vue'
import type { ShortcutRoute, Shortcuts } from '../../../electron/contract/shortcuts.ts'
import { useBridge } from '../../bridge/bridge.ts'
import { useSessionStore } from '../../stores/session.ts'
import { useSettingsStore } from '../../stores/settings.ts'
import { useTalkStore } from '../../stores/talk.ts'
import { USUAL_TALK_KEY, useKeys } from '../use-keys/index.ts'

/** The chosen keys in this window, unless the shell sees them wherever the focus is: twice would undo itself. */
export function useWindowKeys(): void {
  const bridge = useBridge()
  const settings = useSettingsStore()
  const session = useSessionStore()
  const talk = useTalkStore()
  const route = shallowRef<ShortcutRoute>('window')

  onScopeDispose(
    bridge.app.on('onShortcutStatus', (status) => {
      route.value = status.route
    }),
  )
  void bridge.app.api
    .shortcutStatus()
    .then((status) => {
      route.value = status.route
    })
    .catch(() => undefined)

  function own(): Shortcuts {
    const { shortcuts } = settings.settings
    const usual = shortcuts.talk === undefined ? { talk: USUAL_TALK_KEY } : {}
    return route.value === 'hook' ? usual : { ...shortcuts, ...usual }
  }

  useKeys({
    shortcuts: own,
    style: () => settings.settings.talkKeyStyle,
    talk: (on) => void talk.press(on),
    toggleMute: () => void session.toggleMute(),
    toggleDeafen: () => void session.toggleDeafen(),
  })
}
