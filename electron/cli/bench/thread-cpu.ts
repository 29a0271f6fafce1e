import { readFileSync } from 'node:fs'

/**
 * CPU time of a thread of any process, nanoseconds, as Linux's scheduler counts it: the same clock for a program
 * in C and for a worker thread. Throws on other systems.
 */
export function threadCpuNs(pid: number, threadId: number): number {
  const text = readFileSync(`/proc/${String(pid)}/task/${String(threadId)}/schedstat`, 'utf8')
  return Number(text.split(' ', 1)[0])
}
