import { ref, watch, type Ref } from 'vue'
import type { ErrorCode, ErrorReport } from '../../../electron/contract/errors.ts'
import type { Notice } from '../../components/base/notice.ts'
import { useErrorText } from '../use-error-text/index.ts'

/** So many notices are shown at once; more would only hide the page. */
const MOST = 3

/** Refusals as they come, each as a notice in the user's words; `silent` are those that are shown elsewhere. */
export function useFailureNotices(
  errors: readonly (() => ErrorReport | undefined)[],
  silent: readonly ErrorCode[] = [],
): {
  readonly notices: Readonly<Ref<readonly Notice[]>>
  /** Shows something else among them. */
  readonly add: (notice: Omit<Notice, 'id'>) => void
  readonly close: (id: number) => void
} {
  const textOf = useErrorText()
  const notices = ref<readonly Notice[]>([])
  let next = 1

  function add(notice: Omit<Notice, 'id'>): void {
    notices.value = [...notices.value, { ...notice, id: next }].slice(-MOST)
    next += 1
  }

  function tell(report: ErrorReport | undefined): void {
    if (report === undefined || silent.includes(report.code)) return
    const { cause, next: text } = textOf(report)
    add({ kind: 'problem', title: cause, text })
  }

  for (const error of errors) watch(error, tell)
  return {
    notices,
    add,
    close(id) {
      notices.value = notices.value.filter((notice) => notice.id !== id)
    },
  }
}
