import { computed } from 'vue'
import { useI18n } from 'vue-i18n'
import type { RoleItem } from '../../../electron/contract/admin-items.ts'
import type { Role } from '../../../electron/contract/models.ts'

const KILO = 1024
const UNITS = ['kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const
const SECOND_MS = 1_000
const MINUTE_S = 60

/** Names with a dot in them are no path to their words. */
const keyOf = (name: string): string => name.replaceAll('.', '-')

/** Times, sizes and names as people of the user's language read them. */
export function useAdminWords() {
  const i18n = useI18n()
  const { locale, t } = i18n
  const moment = computed(
    () => new Intl.DateTimeFormat(locale.value, { dateStyle: 'medium', timeStyle: 'short' }),
  )

  /** A time of the API; a dash where there is none. */
  const timeOf = (ms: number | null): string => (ms === null ? '–' : moment.value.format(ms))

  /** From kilobytes on: less says nothing to anybody. */
  function sizeOf(bytes: number): string {
    const step = Math.min(
      UNITS.length,
      Math.max(1, Math.floor(Math.log(Math.max(bytes, 1)) / Math.log(KILO))),
    )
    const value = bytes / KILO ** step
    const digits = value < 10 ? 1 : 0
    return new Intl.NumberFormat(locale.value, {
      ...{ style: 'unit', unit: UNITS[step - 1] ?? 'kilobyte', unitDisplay: 'short' },
      maximumFractionDigits: digits,
    }).format(value)
  }

  /** Like `1:02:03`. */
  function lengthOf(ms: number): string {
    const seconds = Math.round(ms / SECOND_MS)
    const two = (value: number): string => String(value).padStart(2, '0')
    const minutes = Math.floor(seconds / MINUTE_S)
    const rest = `${two(minutes % MINUTE_S)}:${two(seconds % MINUTE_S)}`
    return minutes < MINUTE_S ? rest : `${String(Math.floor(minutes / MINUTE_S))}:${rest}`
  }

  const roleOf = (role: Role): string => t(`admin.roles.${role}`)
  /** A role of any kind: those of every host in the user's language, others as they are called. */
  const nameOf = ({ name, builtIn }: Pick<RoleItem, 'name' | 'builtIn'>): string =>
    builtIn ? roleOf(name as Role) : name

  /** What the log, or a job, calls something; of a later version as it is called there. */
  function actionOf(action: string): string {
    const key = `admin.audit.actions.${keyOf(action)}`
    return i18n.te(key) ? t(key) : action
  }
  function targetOf(kind: string): string {
    return i18n.te(`admin.audit.targets.${kind}`) ? t(`admin.audit.targets.${kind}`) : kind
  }
  function jobOf(kind: string): string {
    const key = `admin.jobs.kinds.${keyOf(kind)}`
    return i18n.te(key) ? t(key) : kind
  }

  return { actionOf, targetOf, jobOf, timeOf, sizeOf, lengthOf, roleOf, nameOf }
}
