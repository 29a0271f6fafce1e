import { readlinkSync } from 'node:fs'
import { basename } from 'node:path'

/** The kernel's id of the calling thread, by which CPU time can be measured from outside; 0 where it has none. */
export function kernelThreadId(): number {
  try {
    // Linux: PID/task/TID.
    return Number(basename(readlinkSync('/proc/thread-self')))
  } catch {
    return 0
  }
}
