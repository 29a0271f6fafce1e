/** The part of the catalogue of errors (`errors.ts`) that is about channels, users, roles, bans and messages of a host. */
export const COMMUNITY_ERRORS = {
  'permission-denied': {
    message: 'You may not do this here.',
    next: 'Ask somebody who manages this host.',
    status: 403,
  },
  'channel-unknown': {
    message: 'This channel does not exist.',
    next: 'Choose a channel from the list.',
    status: 404,
  },
  'password-required': {
    message: 'This channel asks for a password.',
    next: 'Enter the password of the channel.',
    status: 403,
  },
  'password-wrong': {
    message: 'The password of the channel is another one.',
    next: 'Check it and try again.',
    status: 403,
  },
  'password-locked': {
    message: 'Too many wrong passwords were tried.',
    next: 'Ask for the password, and try again in some minutes.',
    status: 429,
  },
  'channel-full': {
    message: 'This channel has no room for another member.',
    next: 'Try again when somebody has left it.',
    status: 409,
  },
  'channels-full': {
    message: 'The host has as many channels as it can have.',
    next: 'Remove a channel first.',
    status: 409,
  },
  'channel-too-deep': {
    message: 'A channel cannot be put there: too many within each other, or one within itself.',
    next: 'Choose another place for it.',
    status: 409,
  },
  'channel-last': {
    message: 'A host needs at least one channel.',
    next: 'Make another channel before you remove this one.',
    status: 409,
  },
  'name-taken': {
    message: 'There is one of this name already.',
    next: 'Choose another name.',
    status: 409,
  },
  'user-unknown': {
    message: 'There is no such user on this host.',
    next: 'Choose a user from the list.',
    status: 404,
  },
  'machine-unknown': {
    message: 'This user has no such machine.',
    next: 'Choose one from the list of the user’s machines.',
    status: 404,
  },
  'role-unknown': {
    message: 'There is no such role on this host.',
    next: 'Choose a role from the list.',
    status: 404,
  },
  'role-fixed': {
    message: 'This role belongs to every host and cannot be changed.',
    next: 'Make a role of your own and give it the rights you want.',
    status: 409,
  },
  'roles-full': {
    message: 'The host has as many roles as it can have.',
    next: 'Remove a role first.',
    status: 409,
  },
  'ban-unknown': {
    message: 'There is no such ban.',
    next: 'Choose a ban from the list.',
    status: 404,
  },
  'range-invalid': {
    message: 'This is neither an address nor a range of addresses.',
    next: 'Write it like 192.0.2.7, 192.0.2.0/24 or 2001:db8::/48.',
    status: 400,
  },
  'message-unknown': {
    message: 'There is no such message, or not any more.',
    next: 'Look at the history again.',
    status: 404,
  },
} as const
