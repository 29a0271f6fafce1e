import { constants, setPriority } from 'node:os'

/**
 * Lets a thread of this process go before ordinary ones, where the system allows it to this user; false where not.
 * Not real time: a thread that is flooded must leave something to the others. `threadId` is the kernel's; 0 (unknown)
 * changes nothing, since that would be the thread that calls or the whole process.
 */
export function preferThread(threadId: number, set: typeof setPriority = setPriority): boolean {
  if (threadId === 0) return false
  try {
    set(threadId, constants.priority.PRIORITY_HIGHEST)
    return true
  } catch {
    return false
  }
}
