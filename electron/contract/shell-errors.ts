/** The part of the catalogue of errors (`errors.ts`) that is about the app on a desktop. */
export const SHELL_ERRORS = {
  'app-not-running': {
    message: 'No app of yours listens for keys here.',
    next: 'Start Palabre, then press the key again.',
    status: 503,
  },
  'update-failed': {
    message: 'The newer version could not be found or fetched.',
    next: 'Look whether this machine reaches the internet, then try again.',
    status: 502,
  },
  'update-waits': {
    message: 'The app does not restart while a call goes on.',
    next: 'Leave the call, then restart into the newer version.',
    status: 409,
  },
} as const
