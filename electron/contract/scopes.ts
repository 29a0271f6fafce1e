import { Type, type Static } from 'typebox'

/** What a token of a program may. Append only. */
export const SCOPES = [
  /** Read the lists. */
  'read',
  /** Read the metrics. */
  'metrics',
  /** Kick, ban, move, silence, take messages away. */
  'moderate',
  /** Channels, roles, users and invites. */
  'manage',
  /** Tokens, and everything else of the host itself. */
  'host',
] as const
export const Scope = Type.Enum(SCOPES)
export type Scope = Static<typeof Scope>
