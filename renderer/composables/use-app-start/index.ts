import { onScopeDispose, watch } from 'vue'
import { useRouter } from 'vue-router'
import { useBridge } from '../../bridge/bridge.ts'
import { useHistoryStore } from '../../stores/history.ts'
import { useHostStore } from '../../stores/host.ts'
import { useSessionStore } from '../../stores/session.ts'
import { useSettingsStore } from '../../stores/settings.ts'
import { useLook } from '../use-look/index.ts'
import { useSettingsInForce } from '../use-settings-in-force/index.ts'

/** Brings the page up to what the services say, and keeps language, theme, devices and page in step. */
export function useAppStart(): void {
  const bridge = useBridge()
  const settings = useSettingsStore()
  const host = useHostStore()
  const session = useSessionStore()
  const inForce = useSettingsInForce()
  // Keeps the figures of a call from its beginning, whoever looks at them later.
  useHistoryStore()
  const router = useRouter()

  useLook()
  watch(
    () => session.inCall,
    (inCall) => void router.replace({ name: inCall ? 'call' : 'home' }),
  )

  async function start(): Promise<void> {
    await Promise.all([settings.load(), host.refresh(), session.refresh()])
    await inForce.applyAll()
  }

  // After the shell was gone for a while the page may have missed anything.
  onScopeDispose(
    bridge.app.onOpen((open) => {
      if (open && settings.loaded) void start()
    }),
  )
  onScopeDispose(
    bridge.app.on('onService', ({ service, running }) => {
      if (service === 'voice' && running) void inForce.applyAll()
    }),
  )
  void start()
}
