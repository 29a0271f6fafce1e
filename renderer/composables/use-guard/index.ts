import type { AdminAnswer, AdminGiven, AdminRouteName } from '../../../electron/contract/admin.ts'
import { useAdminStore } from '../../stores/admin.ts'

/**
 * Changes of one thing of a host that is shown here: each is made only if nobody else has changed the thing since it
 * was read, else the store's `error` is `changed-since`. They go one after the other, so that none is taken for
 * another's.
 */
export function useGuard() {
  const admin = useAdminStore()
  let tag: string | null = null
  let last: Promise<unknown> = Promise.resolve()

  function inTurn<T>(task: () => Promise<T>): Promise<T> {
    const result = last.then(task)
    last = result.catch(() => undefined)
    return result
  }

  /** Reads the thing that is to be shown; undefined where that was refused. */
  function read<N extends AdminRouteName>(
    route: N,
    given: AdminGiven<N>,
  ): Promise<AdminAnswer<N> | undefined> {
    return inTurn(async () => {
      const seen = await admin.actTagged(route, given)
      if (seen !== undefined) ({ tag } = seen)
      return seen?.value
    })
  }

  /** Changes it; undefined where that was refused. */
  function change<N extends AdminRouteName>(
    route: N,
    given: AdminGiven<N>,
  ): Promise<AdminAnswer<N> | undefined> {
    return inTurn(async () => {
      const done = await admin.actTagged(route, tag === null ? given : { ...given, match: tag })
      if (done !== undefined) tag = done.tag ?? tag
      return done?.value
    })
  }

  return { read, change }
}

export type Guard = ReturnType<typeof useGuard>
