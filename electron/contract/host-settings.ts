import { Type, type Static } from 'typebox'
import { LIMITS } from './limits.ts'
import { Name } from './models.ts'

const strict = { additionalProperties: false } as const

/** A name by which a host is reached. */
export const HOST_NAME_PATTERN = '^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$'

const Decided = Type.Object({
  name: Name,
  /** What people wrote is removed after so many days; 0: kept for good. */
  messageDays: Type.Integer({ minimum: 0, maximum: 3_650 }),
  /** The same of the log of acts. */
  auditDays: Type.Integer({ minimum: 0, maximum: 3_650 }),
  /** Most members at a time. */
  memberLimit: Type.Integer({ minimum: 1, maximum: LIMITS.members }),
  /** A backup is made this often, hours, where something changed; 0: only when somebody asks. */
  backupHours: Type.Integer({ minimum: 0, maximum: 336 }),
  /** Whether who is on the same network comes in without an invite, as a guest. */
  lanGuests: Type.Boolean(),
  /** Names under which the host is reached beside its addresses, such as `talk.example.org`. */
  names: Type.Array(Type.String({ pattern: HOST_NAME_PATTERN }), {
    maxItems: LIMITS.inviteAddresses,
    uniqueItems: true,
  }),
})

/** Limits of recordings. Those that go on keep the ones they began with. */
const Recordings = Type.Object({
  /** Hours that one lasts at most; timestamps of voice begin anew after 24.8 hours. */
  recordingHours: Type.Integer({ minimum: 1, maximum: 24 }),
  /** MiB of one while it goes on. */
  recordingMegabytes: Type.Integer({ minimum: 1, maximum: 1024 ** 2 }),
  /** GiB of all together: with more there is no further one. */
  recordingsGigabytes: Type.Integer({ minimum: 1, maximum: 1024 ** 2 }),
  /** GiB of the disk that stay free; with less a recording ends, and none begins. */
  recordingFreeGigabytes: Type.Integer({ minimum: 1, maximum: 1024 ** 2 }),
  /** They are removed after so many days; 0: kept for good. */
  recordingDays: Type.Integer({ minimum: 0, maximum: 3_650 }),
})

/** What an owner decides of a host as a whole; kept by the host. */
export const HostSettings = Type.Object({ ...Decided.properties, ...Recordings.properties }, strict)
export type HostSettings = Static<typeof HostSettings>

/** The same as others read it: a host of an earlier version says nothing of recordings. */
export const HostSettingsSeen = Type.Object(
  { ...Decided.properties, ...Type.Partial(Recordings).properties },
  strict,
)
export type HostSettingsSeen = Static<typeof HostSettingsSeen>

/** What is to be changed; what is absent stays. */
export const HostSettingsChange = Type.Partial(HostSettings, strict)
export type HostSettingsChange = Static<typeof HostSettingsChange>

/** What belongs together, in the order it is shown. */
export const HOST_GROUPS = {
  people: ['name', 'memberLimit', 'names', 'lanGuests'],
  kept: ['messageDays', 'auditDays', 'backupHours'],
  recordings: [
    'recordingHours',
    'recordingMegabytes',
    'recordingsGigabytes',
    'recordingFreeGigabytes',
    'recordingDays',
  ],
} as const satisfies Record<string, readonly (keyof HostSettings)[]>
