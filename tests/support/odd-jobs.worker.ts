import process from 'node:process'
import { systemClock } from '../../electron/base/clock.ts'
import { runTask, type JobHandler, type JobOutcome, type JobTask } from '../../electron/host/jobs/job-task.ts'

/** Jobs that behave in odd ways, by the name of their database. */
const ODD: Record<string, JobHandler<'backup.create'>> = {
  fine: ({ file }, { progress }) => {
    progress(0.5, 'copy')
    return { file, bytes: 1, sha256: '' }
  },
  // Busy for ever, and listening.
  busy: (_payload, { check, progress }) => {
    progress(0, 'copy')
    for (;;) check()
  },
  // Busy for ever, and deaf.
  deaf: (_payload, { progress }) => {
    progress(0, 'copy')
    for (;;);
  },
  dying: () => process.exit(3),
}

export default function runOdd(task: JobTask<'backup.create'>): Promise<JobOutcome<'backup.create'>> {
  const handler = ODD[task.payload.database]
  if (handler === undefined) throw new Error('There is no such odd job.')
  return runTask(handler, task, systemClock)
}
