/** The part of the catalogue of errors (`errors.ts`) that is about jobs, backups and what they keep. */
export const LONG_WORK_ERRORS = {
  'job-unknown': {
    message: 'There is no such job, or not any more.',
    next: 'Choose a job from the list.',
    status: 404,
  },
  'job-ended': {
    message: 'This job has ended already.',
    next: 'Look at the job for how it ended.',
    status: 409,
  },
  'job-cancelled': {
    message: 'The job was cancelled.',
    next: 'Ask for it again where it is still wanted.',
    status: 409,
  },
  'job-timeout': {
    message: 'The job took longer than it may.',
    next: 'Try again when the machine has less to do; if it stays so, report it with the log.',
    status: 504,
  },
  'job-interrupted': {
    message: 'The host ended while the job was going on.',
    next: 'Ask for it again where it is still wanted.',
    status: 500,
  },
  'jobs-full': {
    message: 'Too many jobs of this kind wait already.',
    next: 'Try again when some of them have ended.',
    status: 429,
  },
  'data-damaged': {
    message: 'The data of the host is damaged.',
    next: 'Bring back the newest backup with `palabre restore`; the damaged file is kept.',
    status: 500,
  },
  'backup-unknown': {
    message: 'There is no such backup.',
    next: 'Choose a backup from the list.',
    status: 404,
  },
  'backup-invalid': {
    message: 'This file is not a whole backup of Palabre.',
    next: 'Choose another backup; nothing was changed.',
    status: 400,
  },
} as const
