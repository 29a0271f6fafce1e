import { constants, setPriority } from 'node:os'
import { systemClock } from '../base/clock.ts'
import { runTask, type JobHandlers, type JobOutcome, type JobTask } from '../host/jobs/job-task.ts'
import type { JobKind } from '../contract/jobs.ts'
import { kernelThreadId } from './thread-id.ts'

/**
 * A thread for the long work of a host. What a kind needs is loaded when the first of that kind comes: a thread
 * that makes backups has no use for a codec.
 */
const HANDLERS: JobHandlers = {
  'backup.create': async (wish, context) => {
    const { createBackup } = await import('../storage/backup/create-backup.ts')
    return createBackup(wish, context)
  },
  'backup.restore': async (wish, context) => {
    const { stageRestore } = await import('../storage/backup/restore-backup.ts')
    await stageRestore(wish, context)
    return null
  },
  'backup.import': async (wish, context) => {
    const { importBackup } = await import('../storage/backup/import-backup.ts')
    return importBackup(wish, context)
  },
  'database.check': async ({ database }, { progress }) => {
    const { verifyDatabase } = await import('../storage/backup/copy-database.ts')
    progress(0, 'verify')
    verifyDatabase(database)
    return null
  },
  'recording.finish': async (wish, { check, progress }) => {
    const { finishRecording } = await import('../voice/pipeline/finish-recording.ts')
    return finishRecording(wish, (fraction, phase) => {
      check()
      progress(fraction, phase)
    })
  },
}

yieldToOthers(kernelThreadId())

/** Does one job; never rejects. */
export default function runJob<K extends JobKind>(task: JobTask<K>): Promise<JobOutcome<K>> {
  return runTask<K>(HANDLERS[task.kind], task, systemClock)
}

/** Long work takes what voice and people leave. Where the system does not know its threads it stays as it is. */
function yieldToOthers(threadId: number): void {
  if (threadId === 0) return
  try {
    setPriority(threadId, constants.priority.PRIORITY_BELOW_NORMAL)
  } catch {
    // Not allowed here, and not needed for the work.
  }
}
