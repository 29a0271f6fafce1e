import type { LinkCodeMade, OwnDevice } from '../../../contract/device-messages.ts'
import { PalabreError } from '../../../contract/errors.ts'
import type { AdminPass } from '../../../contract/admin-messages.ts'
import type { GuestMessage } from '../../../contract/gateway.ts'
import type { Message } from '../../../contract/messages.ts'
import type { Explanation } from '../../../contract/permissions.ts'
import type { UserRepository } from '../../../storage/repositories/users.ts'
import type { Actor } from '../../services/audit-log.ts'
import type { AdminPasses } from '../../services/admin-passes.ts'
import type { ChannelService } from '../../services/channel-service.ts'
import type { Chat } from '../../services/chat.ts'
import type { Doors } from '../../services/doors.ts'
import { termsFor } from '../../services/invite-rule.ts'
import type { InviteService, InviteTerms } from '../../services/invite-service.ts'
import type { OwnDevices } from '../../services/own-devices.ts'
import type { Moderation } from '../../services/moderation.ts'
import type { Permissions } from '../../services/permissions.ts'
import type { RecordingService } from '../../services/recording-service.ts'
import type { Room } from '../../services/room.ts'
import type { Session } from '../../services/roster.ts'
import { addressKey } from '../strangers.ts'
import type { WhisperLists } from '../../services/whisper-lists.ts'

/** A request of a guest that is in. */
export type SessionRequest = Exclude<GuestMessage, { type: 'login' }>

/** What requests act upon. */
export interface RequestContext {
  readonly room: Room
  readonly doors: Doors
  readonly devices: OwnDevices
  readonly users: UserRepository
  readonly permissions: Permissions
  readonly moderation: Moderation
  readonly channelService: ChannelService
  readonly chat: Chat
  readonly recordings: RecordingService
  readonly whispers: WhisperLists
  readonly invites: InviteService
  readonly passes: AdminPasses
  /** A fresh invite as a link. */
  readonly createInvite: (terms: InviteTerms) => string
}

/** What `ok` carries beside its number. */
export interface Answer {
  readonly invite?: string
  readonly adminPass?: AdminPass
  readonly channelId?: number
  readonly explanation?: Explanation
  readonly message?: Message
  readonly messages?: Message[]
  readonly link?: LinkCodeMade
  readonly devices?: OwnDevice[]
}

const NOTHING: Answer = {}

type Request<T extends SessionRequest['type']> = Extract<SessionRequest, { type: T }>
type Answers = {
  readonly [T in SessionRequest['type']]: (
    context: RequestContext,
    session: Session,
    request: Request<T>,
  ) => Answer | Promise<Answer> | undefined
}

const ANSWERS: Answers = {
  async join({ room, doors, users }, session, { channelId, password }) {
    if (session.member.channelId === channelId) return NOTHING
    await doors.open(userOf(users, session), channelId, password, addressKey(session.address))
    if (room.sessionOfSource(session.member.sourceId) === session) room.join(session, channelId)
    return NOTHING
  },
  flags({ room }, session, request) {
    room.setFlags(session, request)
  },
  downlink({ room }, session, { downlink }) {
    room.setDownlink(session, downlink)
  },
  delay({ room }, session, { delay }) {
    room.setSendDelay(session, delay)
  },
  setWhisper({ whispers }, session, { list, targets }) {
    whispers.set(session, list, targets)
  },
  rename({ room }, session, { nickname }) {
    room.rename(session, nickname)
  },
  leave({ room }, session) {
    room.leave(session)
  },
  createInvite({ permissions, users, createInvite }, session, { channelId, lifetimeS, uses, role }) {
    const wish = { channelId, lifetimeS, uses, role }
    return { invite: createInvite(termsFor(actorOf(users, session), wish, permissions)) }
  },
  linkCode({ devices }, session) {
    return { link: devices.makeCode(session) }
  },
  listDevices({ devices }, session) {
    return { devices: devices.list(session) }
  },
  nameDevice({ devices }, session, { deviceId, name }) {
    devices.name(session, deviceId, name)
  },
  removeDevice({ devices }, session, { deviceId }) {
    devices.remove(session, deviceId)
  },
  revokeInvite({ permissions, users, invites }, session, { token }) {
    const user = userOf(users, session)
    if (invites.creatorOf(token) !== user.id) permissions.require(user, 'manageUsers')
    invites.revoke(token)
  },
  kick({ moderation, users }, session, { sourceId, reason }) {
    moderation.kick(actorOf(users, session), sourceId, reason)
  },
  ban({ moderation, users }, session, { sourceId, scope, reason, durationS }) {
    moderation.banMember(actorOf(users, session), sourceId, scope, { reason, durationS })
  },
  move({ moderation, users }, session, { sourceId, channelId }) {
    moderation.move(actorOf(users, session), sourceId, channelId)
  },
  serverMute({ moderation, users }, session, { userId, on }) {
    moderation.setServerMuted(actorOf(users, session), userId, on)
  },
  priority({ moderation, users }, session, { sourceId, on }) {
    moderation.setPriority(actorOf(users, session), sourceId, on)
  },
  async createChannel({ channelService, users }, session, { channel }) {
    const { id } = await channelService.create(actorOf(users, session), channel)
    return { channelId: id }
  },
  async changeChannel({ channelService, users }, session, { channelId, change }) {
    await channelService.change(actorOf(users, session), channelId, change)
    return NOTHING
  },
  removeChannel({ channelService, users }, session, { channelId }) {
    channelService.remove(actorOf(users, session), channelId)
  },
  explain({ permissions, users }, session, { userId, right, channelId }) {
    const asking = userOf(users, session)
    const asked = users.byId(userId)
    if (asking.id !== userId) permissions.require(asking, 'manageUsers')
    if (asked === undefined) throw new PalabreError('user-unknown')
    return { explanation: permissions.explain(asked, right, channelId) }
  },
  say({ chat, users }, session, { place, text }) {
    return { message: chat.say(userOf(users, session), place, text) }
  },
  history({ chat, users }, session, { place, limit, before }) {
    return { messages: chat.history(userOf(users, session), place, limit, before) }
  },
  editMessage({ chat, users }, session, { messageId, text }) {
    return { message: chat.edit(userOf(users, session), messageId, text) }
  },
  startRecording({ recordings, users }, session, { channelId }) {
    recordings.start(actorOf(users, session), channelId)
  },
  stopRecording({ recordings, users }, session, { channelId }) {
    recordings.stop(actorOf(users, session), channelId)
  },
  refuseRecording({ recordings }, session, { on }) {
    recordings.refuse(session, on)
  },
  adminPass({ passes, users }, session) {
    return { adminPass: passes.issue(userOf(users, session), session) }
  },
  removeMessage({ chat, users }, session, { messageId }) {
    chat.remove(userOf(users, session), messageId)
  },
}

/** Does what a request asks; throws, or rejects with, the PalabreError that answers it. */
export function answerRequest<T extends SessionRequest['type']>(
  session: Session,
  request: Request<T> & { readonly type: T },
  context: RequestContext,
): Answer | Promise<Answer> {
  const answer: Answers[T] = ANSWERS[request.type]
  return answer(context, session, request) ?? NOTHING
}

/** The user as the database has it now: roles may have changed since the login. */
function userOf(users: UserRepository, session: Session) {
  const user = users.byId(session.member.userId)
  if (user === undefined) throw new PalabreError('user-unknown')
  return user
}

function actorOf(users: UserRepository, session: Session): Actor {
  return { kind: 'user', user: userOf(users, session) }
}
