import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'

/** Field 41 of `/proc/PID/task/TID/stat`, counted from behind the name, which may hold anything (proc(5)). */
const POLICY = 41 - 3
const REAL_TIME: readonly number[] = [1, 2]

/** Whether this user may have threads of real-time priority; Linux alone can be asked. */
export function mayBeRealTime(): boolean {
  try {
    execFileSync('chrt', ['--rr', '5', 'true'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

/** Of each thread of a process with this name, whether it has real-time priority. */
export function areRealTime(pid: number, name: string): boolean[] {
  const tasks = `/proc/${String(pid)}/task`
  const stats = readdirSync(tasks).map((task) => readFileSync(`${tasks}/${task}/stat`, 'utf8'))
  return stats
    .filter((stat) => stat.slice(stat.indexOf('(') + 1, stat.lastIndexOf(')')) === name)
    .map((stat) => REAL_TIME.includes(Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[POLICY])))
}
