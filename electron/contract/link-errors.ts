/** The part of the catalogue of errors (`errors.ts`) that is about the machines of a user. */
export const LINK_ERRORS = {
  'link-code-wrong': {
    message: 'The host does not know this link code.',
    next: 'Compare it with the other device, or ask that one for a new code.',
    status: 403,
  },
  'link-code-expired': {
    message: 'This link code is too old.',
    next: 'Ask the other device for a new code.',
    status: 403,
  },
  'link-code-used': {
    message: 'This link code has been used.',
    next: 'Ask the other device for a new code; each links one device.',
    status: 403,
  },
  'link-outranked': {
    message: 'This device may do more on the host than the user it would be linked to.',
    next: 'Link the other way round: make the code on this device, and enter it on the other one.',
    status: 409,
  },
  'devices-full': {
    message: 'This user has as many devices as it can have.',
    next: 'Remove one of them first.',
    status: 409,
  },
  'device-last': {
    message: 'This is the only device of its user.',
    next: 'Link another one first, then remove this one.',
    status: 409,
  },
  'device-removed': {
    message: 'This device was taken from its user.',
    next: 'Link it again with a code of another device, or come in with an invite.',
    status: 403,
  },
  'name-shared': {
    message: 'Somebody else on this host has this name already.',
    next: 'If that is you on another device, link the two with a code made there; else choose another name.',
    status: 409,
  },
} as const
