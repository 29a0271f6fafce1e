import { computed, onScopeDispose, shallowRef } from 'vue'
import { parseInvite } from '../../../electron/contract/invite.ts'
import { useBridge } from '../../bridge/bridge.ts'
import { useSessionStore } from '../../stores/session.ts'
import { useSettingsStore } from '../../stores/settings.ts'

/** An invite that was opened outside of the app: it waits until the person says yes. */
export function useInvited() {
  const bridge = useBridge()
  const session = useSessionStore()
  const settings = useSettingsStore()
  const invite = shallowRef<string>()

  const open = computed({
    get: () => invite.value !== undefined,
    set: (is) => {
      if (!is) invite.value = undefined
    },
  })
  /** Where it leads, as the person may know it. */
  const place = computed(() => {
    if (invite.value === undefined) return ''
    const { addresses, channel } = parseInvite(invite.value)
    const address = addresses[0]?.host ?? ''
    return channel === '' ? address : `${channel} (${address})`
  })

  async function look(): Promise<void> {
    // Where the shell cannot be asked the page says so already.
    const waiting = await bridge.app.api.takeInvite().catch(() => null)
    if (waiting !== null) invite.value = waiting
  }

  /** Goes there under a name, which is kept; a call that goes on is left for it. */
  async function accept(nickname: string): Promise<void> {
    const link = invite.value
    invite.value = undefined
    if (link === undefined) return
    if (nickname !== settings.nickname) await settings.save({ nickname })
    await session.connect({ invite: link, nickname })
  }

  onScopeDispose(bridge.app.on('onInvite', () => void look()))
  void look()
  return { open, place, accept }
}
