import { readFileSync } from 'node:fs'
import { WrongUsage } from '../talk-options.ts'
import { LOAD_CONFIG } from './config.ts'

/** Throws WrongUsage where so many users need more open files than this process may have. */
export function checkFileLimit(users: number, limits: string | undefined = ownLimits()): void {
  const most = Number(/^Max open files\s+(\d+)/m.exec(limits ?? '')?.[1] ?? Infinity)
  const needed = users * LOAD_CONFIG.filesPerUser + LOAD_CONFIG.spareFiles
  if (needed <= most) return
  throw new WrongUsage(
    `${String(users)} users need ${String(needed)} open files, and this process may have ${String(most)}. ` +
      `Allow more (ulimit -n ${String(needed)}), or take fewer users.`,
  )
}

/** What Linux tells of this process (Node itself has raised the soft limit to the hard one); other systems tell nothing. */
function ownLimits(): string | undefined {
  try {
    return readFileSync('/proc/self/limits', 'utf8')
  } catch {
    return undefined
  }
}
