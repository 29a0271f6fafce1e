import { Type, type TObject, type TProperties } from 'typebox'
import { ADMIN_CALLS } from './admin-calls.ts'
import { NewInvite } from './admin-bodies.ts'
import { takes, type CallTable } from './call-table.ts'
import { ListDevices, LinkCode, NameDevice, RemoveDevice } from './device-messages.ts'
import { LOOPBACK_MODES, PROFILES, THRESHOLD_LEAST_DB, THRESHOLD_MOST_DB, TRANSMIT_MODES } from './engine.ts'
import { LIMITS } from './limits.ts'
import {
  Ban,
  ChangeChannel,
  CreateChannel,
  Explain,
  Kick,
  Move,
  RemoveChannel,
  RevokeInvite,
  ServerMute,
  SetPriority,
} from './manage-messages.ts'
import { Base64Url, Delivery, ListNumber, Password, RowId, WhisperTargets } from './models.ts'
import { RefuseRecording, StartRecording, StopRecording } from './recording-messages.ts'
import type { VoiceServiceApi } from './services.ts'
import { EditMessage, History, RemoveMessage, Say } from './text-messages.ts'

const strict = { additionalProperties: false } as const
const On = Type.Boolean()

/** Who reads them further says what is wrong with a name, an invite, a code; here they only must not be endless. */
const ShortName = Type.String({ maxLength: LIMITS.nameLength * 2 })
const InviteText = Type.String({ maxLength: LIMITS.inviteBytes })
const CodeText = Type.String({ maxLength: LIMITS.linkCodeLength })
const Fingerprint = Base64Url(32)

const ConnectOptions = Type.Object(
  {
    invite: InviteText,
    nickname: ShortName,
    channel: Type.Optional(ShortName),
    linkCode: Type.Optional(CodeText),
    acceptKey: Type.Optional(Fingerprint),
  },
  strict,
)
const JoinHostOptions = Type.Object(
  {
    fingerprint: Fingerprint,
    nickname: ShortName,
    channel: Type.Optional(ShortName),
    linkCode: Type.Optional(CodeText),
    acceptKey: Type.Optional(On),
  },
  strict,
)

/** A device as a page may choose one: no file is read or written for a page. */
const Device = Type.Object(
  { kind: Type.Literal('device'), name: Type.String({ maxLength: LIMITS.deviceNameLength }) },
  strict,
)
const Steps = { highPass: On, echo: On, suppressor: On, gain: On }
const ProcessingChange = Type.Object(
  { ...Type.Partial(Type.Object(Steps)).properties, usual: Type.Optional(Type.Literal(true)) },
  strict,
)
const GateMs = Type.Number({ minimum: 0, maximum: LIMITS.gateMs })
const GateSettings = Type.Object(
  {
    openDb: Type.Optional(
      Type.Union([Type.Number({ minimum: THRESHOLD_LEAST_DB, maximum: THRESHOLD_MOST_DB }), Type.Null()]),
    ),
    hangMs: Type.Optional(GateMs),
    releaseMs: Type.Optional(GateMs),
  },
  strict,
)
const Gain = Type.Number({ minimum: LIMITS.userGainLeastDb, maximum: LIMITS.userGainMostDb })

/** A message of the gateway as a page writes it: the session gives it its number. */
const asked = <Properties extends TProperties>({ properties }: TObject<Properties>) =>
  Type.Omit(Type.Object(properties, strict), ['id'], strict)
const RoomRequest = Type.Union([
  asked(Kick),
  asked(Ban),
  asked(Move),
  asked(ServerMute),
  asked(SetPriority),
  asked(Explain),
  asked(CreateChannel),
  asked(ChangeChannel),
  asked(RemoveChannel),
  asked(RevokeInvite),
  asked(Say),
  asked(History),
  asked(EditMessage),
  asked(RemoveMessage),
  asked(StartRecording),
  asked(StopRecording),
  asked(RefuseRecording),
  asked(LinkCode),
  asked(ListDevices),
  asked(NameDevice),
  asked(RemoveDevice),
])

/** What the voice service may be called with. */
export const VOICE_CALLS: CallTable<VoiceServiceApi> = {
  connect: takes(ConnectOptions),
  lookForHosts: takes(On),
  hosts: takes(),
  joinHost: takes(JoinHostOptions),
  leave: takes(),
  join: takes(RowId, Type.Optional(Password)),
  setFlags: takes(Type.Object({ muted: On, deafened: On }, strict)),
  setDownlink: takes(Delivery),
  setTalking: takes(On),
  setMode: takes(Type.Enum(TRANSMIT_MODES), Type.Optional(GateSettings)),
  setWhisperList: takes(ListNumber, WhisperTargets),
  setWhispering: takes(Type.Union([ListNumber, Type.Null()])),
  setProcessing: takes(ProcessingChange),
  setProfile: takes(Type.Enum(PROFILES)),
  hearing: takes(),
  setUserVolume: takes(RowId, Gain),
  setUserMuted: takes(RowId, On),
  setUserPlace: takes(RowId, Type.Union([Type.Number({ minimum: -1, maximum: 1 }), Type.Null()])),
  setUserPriority: takes(RowId, On),
  setMatching: takes(On),
  setSpread: takes(On),
  rename: takes(ShortName),
  ask: takes(RoomRequest),
  createInvite: takes(NewInvite),
  glimpse: takes(InviteText),
  state: takes(),
  devices: takes(),
  selectDevices: takes(Type.Object({ capture: Device, playback: Device }, strict)),
  setLoopback: takes(Type.Enum(LOOPBACK_MODES)),
  playTone: takes(),
  watchMicrophone: takes(On),
  tryVoice: takes(),
  calibrate: takes(),
  endTests: takes(),
  remembered: takes(),
  forget: takes(Type.Enum(['hosts', 'users'])),
  publicKey: takes(),
  ...ADMIN_CALLS,
}
