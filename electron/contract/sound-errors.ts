/** The part of the catalogue of errors (`errors.ts`) that is about devices, files of sound and what is sent. */
export const SOUND_ERRORS = {
  'device-unknown': {
    message: 'There is no audio device of this name.',
    next: 'Choose a device from the list of `palabre devices`.',
    status: 404,
  },
  'device-failed': {
    message: 'The audio device could not be opened.',
    next: 'Check that no other program holds it, or choose another one.',
    status: 503,
  },
  'device-replaced': {
    message: 'The chosen audio device is missing or does not work, so another one is used.',
    next: 'Plug it in again and it is taken back by itself, or choose another one.',
    status: 503,
  },
  'audio-unavailable': {
    message: 'This machine offers no sound system.',
    next: 'Install or start one; until then you can be present, but neither speak nor hear.',
    status: 503,
  },
  'file-unreadable': {
    message: 'The file could not be read or is not of the expected kind.',
    next: 'Check the path and that the file is a PCM WAV file.',
    status: 400,
  },
  'voice-excess': {
    message: 'More voice was sent than the channel allows.',
    next: 'Set a lower bitrate, or use a program that keeps to the channel’s; who goes on is removed.',
    status: 429,
  },
} as const
