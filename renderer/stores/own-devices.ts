import { defineStore } from 'pinia'
import { shallowRef, watch } from 'vue'
import type { LinkCodeMade, OwnDevice } from '../../electron/contract/device-messages.ts'
import type { ConnectOptions } from '../../electron/contract/services.ts'
import { useRequestsStore } from './requests.ts'
import { useSessionStore } from './session.ts'
import { useSettingsStore } from './settings.ts'

/**
 * The machines of this user on the present host, and the codes that bring further ones. What was refused is `error` of
 * the store `requests`.
 */
export const useOwnDevicesStore = defineStore('ownDevices', () => {
  const requests = useRequestsStore()
  const session = useSessionStore()
  const settings = useSettingsStore()
  const devices = shallowRef<readonly OwnDevice[]>([])
  /** The code shown now; undefined before one is made, and after it has brought a machine or is out of date. */
  const code = shallowRef<LinkCodeMade>()
  let cancel: () => void = () => {}

  async function refresh(): Promise<void> {
    const answer = await requests.ask({ type: 'listDevices' })
    if (answer?.devices !== undefined) devices.value = answer.devices
  }

  async function makeCode(): Promise<void> {
    const link = (await requests.ask({ type: 'linkCode' }))?.link
    if (link !== undefined) show(link)
  }

  function show(link: LinkCodeMade | undefined): void {
    cancel()
    code.value = link
    if (link === undefined) return
    const timer = setTimeout(() => {
      show(undefined)
    }, link.lifetimeS * 1000)
    cancel = () => {
      clearTimeout(timer)
    }
  }

  async function name(deviceId: number, text: string): Promise<void> {
    await requests.ask({ type: 'nameDevice', deviceId, name: text })
    await keepError(refresh)
  }

  /** Takes a machine away; its stay ends. */
  async function remove(deviceId: number): Promise<void> {
    await requests.ask({ type: 'removeDevice', deviceId })
    await keepError(refresh)
  }

  /** A list that can be read must not hide why something was refused. */
  async function keepError(task: () => Promise<void>): Promise<void> {
    const before = requests.error
    await task()
    requests.error = before ?? requests.error
  }

  /**
   * Joins a host as another machine of the user who made the code, and takes over the name that user has there. What
   * kept it from that is `error` of the store `session`.
   */
  async function linkTo(options: ConnectOptions & { readonly linkCode: string }): Promise<void> {
    await session.connect(options)
    const nickname = session.you?.nickname
    if (session.error === undefined && nickname !== undefined) await settings.save({ nickname })
  }

  watch(
    () => session.you?.userId,
    () => {
      show(undefined)
      devices.value = []
    },
  )

  return { devices, code, refresh, makeCode, name, remove, linkTo }
})
