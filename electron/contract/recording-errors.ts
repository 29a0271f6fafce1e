/** The part of the catalogue of errors (`errors.ts`) that is about recordings. */
export const RECORDING_ERRORS = {
  'recording-running': {
    message: 'This channel is being recorded already.',
    next: 'End that recording first.',
    status: 409,
  },
  'recording-none': {
    message: 'This channel is not being recorded.',
    next: 'Look at the list of recordings.',
    status: 409,
  },
  'recording-unknown': {
    message: 'There is no such recording, or no such file of it.',
    next: 'Choose one from the list of recordings.',
    status: 404,
  },
  'recording-unfinished': {
    message: 'This recording goes on, or its files are still being made.',
    next: 'Wait until it is ready.',
    status: 409,
  },
  'recording-no-room': {
    message: 'There is too little room for a recording.',
    next: 'Remove old recordings, or make room on the disk of the host.',
    status: 507,
  },
  'recording-failed': {
    message: 'The files of a recording could not be made.',
    next: 'Ask who runs the host: its log says why.',
    status: 500,
  },
} as const
