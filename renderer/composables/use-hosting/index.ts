import { computed, reactive } from 'vue'
import { useI18n } from 'vue-i18n'
import { DEFAULT_PORT } from '../../../electron/contract/invite.ts'
import { LIMITS } from '../../../electron/contract/limits.ts'
import { useHostStore, type HostWishes } from '../../stores/host.ts'
import { useSettingsStore } from '../../stores/settings.ts'

/** A host of one's own as it is set; one that runs takes over what was changed when it starts again. */
export function useHosting() {
  const { t } = useI18n()
  const settings = useSettingsStore()
  const host = useHostStore()

  /** A name that is not chosen follows the person. */
  const wishes = computed<HostWishes>(() => {
    const { hostName, nickname, port, announceHost, lanGuests } = settings.settings
    const name = hostName === '' ? t('home.hostNameOf', { name: nickname }) : hostName
    return {
      name: Array.from(name).slice(0, LIMITS.nameLength).join(''),
      // The usual port is not asked for: the host goes back to the one it had, so old invites stay good.
      ...(port === DEFAULT_PORT ? {} : { port }),
      ...{ discovery: announceHost, lanGuests: announceHost && lanGuests },
    }
  })

  /** Answers the invite, or undefined on failure. */
  function start(): Promise<string | undefined> {
    return host.start(wishes.value)
  }

  /** Guests come back by themselves. */
  async function restart(): Promise<void> {
    await host.stop()
    await start()
  }

  const isOutdated = computed(() => {
    const { running, wished } = host
    if (running === undefined || wished === undefined) return false
    return JSON.stringify(wished) !== JSON.stringify(wishes.value)
  })
  return reactive({ isOutdated, start, restart })
}
