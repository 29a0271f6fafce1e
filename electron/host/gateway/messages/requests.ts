import type { GuestMessage } from '../../../contract/gateway.ts'
import type { InviteTerms } from '../../services/invite-service.ts'
import type { Room } from '../../services/room.ts'
import type { Session } from '../../services/roster.ts'

/** A request of a guest that is in. */
export type SessionRequest = Exclude<GuestMessage, { type: 'login' }>

/** What requests act upon. */
export interface RequestContext {
  readonly room: Room
  /** A fresh invite as a link. */
  readonly createInvite: (terms: InviteTerms) => string
}

/** What `ok` carries beside its number. */
export interface Answer {
  readonly invite?: string
}

const NOTHING: Answer = {}

/** Does what a request asks; throws the PalabreError that answers it. */
export function answerRequest(session: Session, request: SessionRequest, context: RequestContext): Answer {
  const { room } = context
  switch (request.type) {
    case 'join':
      room.join(session, request.channelId)
      return NOTHING
    case 'flags':
      room.setFlags(session, request)
      return NOTHING
    case 'rename':
      room.rename(session, request.nickname)
      return NOTHING
    case 'leave':
      room.leave(session)
      return NOTHING
    case 'createInvite': {
      const { channelId, lifetimeS, uses } = request
      const createdBy = session.member.userId
      return { invite: context.createInvite({ channelId, createdBy, lifetimeS, uses }) }
    }
  }
}
