import { readFileSync } from 'node:fs'
import process from 'node:process'
import { WrongUsage } from './talk-options.ts'

/** What a process has taken of the machine. */
export interface ProcessCost {
  /** CPU time of all its threads since its start, s. */
  readonly cpuS: number
  /** Memory that it holds now, bytes. */
  readonly memoryBytes: number
}

/** Fields of /proc/PID/stat behind the name, whose brackets hide its blanks (proc(5): utime is field 14). */
const USER_TIME = 11
const SYSTEM_TIME = 12
/** Linux tells these times in hundredths of a second on every machine (USER_HZ). */
const TICKS_PER_S = 100
const KIB = 1024

/** Asks Linux; the process itself is not disturbed. Throws where there is no such process. */
export function processCost(pid: number): ProcessCost {
  const read = (file: string): string => readFileSync(`/proc/${String(pid)}/${file}`, 'utf8')
  return costOf(read('stat'), read('status'))
}

/** The same from the text of the two files. */
export function costOf(stat: string, status: string): ProcessCost {
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  const ticks = Number(fields[USER_TIME]) + Number(fields[SYSTEM_TIME])
  const memory = /^VmRSS:\s+(\d+) kB/m.exec(status)?.[1]
  return { cpuS: ticks / TICKS_PER_S, memoryBytes: Number(memory ?? 0) * KIB }
}

/** Throws WrongUsage where other processes cannot be asked about. */
export function requireProcessCost(what: string): void {
  if (process.platform !== 'linux')
    throw new WrongUsage(`${what} needs Linux, which tells what a process costs.`)
}
