import { computed, reactive, ref, shallowRef } from 'vue'
import { useI18n } from 'vue-i18n'
import type { AdminApi } from '../../../electron/contract/admin.ts'
import type { ErrorReport } from '../../../electron/contract/errors.ts'
import {
  HOST_NAME_PATTERN,
  HostSettings,
  type HostSettingsChange,
  type HostSettingsSeen,
} from '../../../electron/contract/host-settings.ts'
import { LIMITS } from '../../../electron/contract/limits.ts'
import { failure } from '../../bridge/remote.ts'

export type HostField = keyof HostSettings
type Asks = Pick<AdminApi, 'adminTagged'>

/** Bounds of a whole number, as the API has them; undefined for what is none. */
export function boundsOf(field: HostField): { readonly least: number; readonly most: number } | undefined {
  const { minimum, maximum } = HostSettings.properties[field] as { minimum?: number; maximum?: number }
  return minimum === undefined || maximum === undefined ? undefined : { least: minimum, most: maximum }
}

export const isSwitch = (field: HostField): boolean => field === 'lanGuests'

const HOST_NAME = new RegExp(HOST_NAME_PATTERN)

/** Some of the settings of a host as a form, which is kept whole and only if nobody else was first. */
export function useHostForm(fields: readonly HostField[], asks: () => Asks) {
  const { t } = useI18n()
  const seen = shallowRef<HostSettingsSeen>()
  const tag = ref<string | null>(null)
  const state = ref<'loading' | 'ready' | 'failed'>('loading')
  const error = shallowRef<ErrorReport>()
  const saving = ref(false)
  const saved = ref(false)
  const texts = reactive<Partial<Record<HostField, string>>>({})
  const switches = reactive<Partial<Record<HostField, boolean>>>({})
  const problems = ref<Partial<Record<HostField, string>>>({})

  /** A host of an earlier version has not all of them. */
  const there = computed(() => fields.filter((field) => seen.value?.[field] !== undefined))
  const change = computed((): HostSettingsChange =>
    Object.fromEntries(
      there.value.flatMap((field) => {
        const value = valueOf(field)
        return JSON.stringify(value) === JSON.stringify(seen.value?.[field]) ? [] : [[field, value]]
      }),
    ),
  )
  const isChanged = computed(() => Object.keys(change.value).length > 0)

  function show(settings: HostSettingsSeen): void {
    seen.value = settings
    for (const field of there.value) {
      const value = settings[field]
      if (typeof value === 'boolean') switches[field] = value
      else texts[field] = Array.isArray(value) ? value.join('\n') : String(value)
    }
    problems.value = {}
  }

  /** Takes what somebody writes or switches; nothing is sent by that. */
  function write(field: HostField, value: string | number | boolean): void {
    if (typeof value === 'boolean') switches[field] = value
    // An entry of numbers gives numbers where it can.
    else texts[field] = String(value)
  }

  function valueOf(field: HostField): string | number | boolean | string[] {
    if (isSwitch(field)) return switches[field] === true
    const text = (texts[field] ?? '').trim()
    if (field === 'names')
      return text
        .toLowerCase()
        .split(/[\s,]+/)
        .filter((name) => name !== '')
    return field === 'name' ? text : Number(text === '' ? NaN : text)
  }

  function problemOf(field: HostField): string | undefined {
    const value = valueOf(field)
    if (field === 'name') return value === '' ? t('admin.required') : undefined
    if (Array.isArray(value)) {
      const isWrong = value.length > LIMITS.inviteAddresses || !value.every((name) => HOST_NAME.test(name))
      return isWrong ? t('admin.hostPage.namesWrong', { most: LIMITS.inviteAddresses }) : undefined
    }
    const bounds = boundsOf(field)
    if (bounds === undefined) return undefined
    const isRight = Number.isInteger(value) && Number(value) >= bounds.least && Number(value) <= bounds.most
    return isRight ? undefined : t('admin.hostPage.numberWrong', bounds)
  }

  async function load(): Promise<void> {
    error.value = undefined
    saved.value = false
    try {
      const found = await asks().adminTagged('host.settings', {})
      tag.value = found.tag
      show(found.value)
      state.value = 'ready'
    } catch (cause) {
      error.value = failure(cause)
      state.value = 'failed'
    }
  }

  async function save(): Promise<void> {
    const wrong = there.value.flatMap((field) => {
      const problem = problemOf(field)
      return problem === undefined ? [] : [[field, problem] as const]
    })
    problems.value = Object.fromEntries(wrong)
    if (wrong.length > 0 || !isChanged.value) return
    saving.value = true
    error.value = undefined
    try {
      const match = tag.value === null ? {} : { match: tag.value }
      const done = await asks().adminTagged('host.change', { body: change.value, ...match })
      tag.value = done.tag
      show(done.value)
      saved.value = true
    } catch (cause) {
      error.value = failure(cause)
    } finally {
      saving.value = false
    }
  }

  return reactive({
    ...{ state, error, saving, saved, texts, switches, problems, there, isChanged },
    ...{ write, load, save },
  })
}

export type HostForm = ReturnType<typeof useHostForm>
