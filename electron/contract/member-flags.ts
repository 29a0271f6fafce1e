import type { Member } from './models.ts'

/** What changes often of a member, as a number: a crowd's changes fit a small frame. Append only: bits keep their sense. */
export const MEMBER_FLAGS = { muted: 1, deafened: 2, serverMuted: 4, priority: 8, udp: 16, tcp: 32 } as const
export const MOST_MEMBER_FLAGS = 63

type Flagged = Pick<Member, 'muted' | 'deafened' | 'serverMuted' | 'priority' | 'path'>

/** The flags of a member, 0..63. */
export function flagsOf({ muted, deafened, serverMuted, priority, path }: Flagged): number {
  return (
    (muted ? MEMBER_FLAGS.muted : 0) |
    (deafened ? MEMBER_FLAGS.deafened : 0) |
    (serverMuted ? MEMBER_FLAGS.serverMuted : 0) |
    (priority ? MEMBER_FLAGS.priority : 0) |
    (path === 'none' ? 0 : MEMBER_FLAGS[path])
  )
}

/** The same member with these flags. */
export function withFlags(member: Member, flags: number): Member {
  const has = (flag: keyof typeof MEMBER_FLAGS) => (flags & MEMBER_FLAGS[flag]) !== 0
  const path = has('udp') ? 'udp' : has('tcp') ? 'tcp' : 'none'
  const [muted, deafened, serverMuted] = [has('muted'), has('deafened'), has('serverMuted')]
  return { ...member, muted, deafened, serverMuted, priority: has('priority'), path }
}
