/** Sentences with the next step that several checks end with. */
export const PARTS_NEXT = 'Run `npm ci` again with a C++ compiler installed, or reinstall Palabre.'
export const NO_DEVICE_NEXT = 'A host needs none; to talk, plug one in and look at `palabre devices --all`.'
