/** The part of the catalogue of errors (`errors.ts`) that only programs meet which use the REST API. */
export const API_ERRORS = {
  'token-required': {
    message: 'This needs a token.',
    next: 'Send the header “Authorization: Bearer” with a token of this host.',
    status: 401,
  },
  'token-invalid': {
    message: 'The host does not know this token, or it has expired.',
    next: 'Make another token, or show the owner’s with `palabre token`.',
    status: 401,
  },
  'token-unknown': {
    message: 'There is no such token.',
    next: 'Choose a token from the list.',
    status: 404,
  },
  'scope-missing': {
    message: 'This token may not do this.',
    next: 'Make a token with the scope that is named.',
    status: 403,
  },
  'request-invalid': {
    message: 'The request does not have the form the document describes.',
    next: 'Compare it with /api/openapi.json.',
    status: 400,
  },
  'not-found': {
    message: 'There is nothing at this address.',
    next: 'Look at /api/openapi.json for what there is.',
    status: 404,
  },
  'changed-since': {
    message: 'Somebody else changed it since it was read.',
    next: 'Read it again and repeat the change.',
    status: 412,
  },
  'origin-refused': {
    message:
      'A page of another site asked for this, or it was asked for under a name that is not this host’s.',
    next: 'Ask by the address of the host, or add the name to the settings of the host.',
    status: 403,
  },
  'range-unsatisfiable': {
    message: 'The file has no such bytes.',
    next: 'Ask for bytes within its length.',
    status: 416,
  },
} as const
