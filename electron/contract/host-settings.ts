import { Type, type Static } from 'typebox'
import { LIMITS } from './limits.ts'
import { Name } from './models.ts'

/** What an owner decides of a host as a whole; kept by the host. */
export const HostSettings = Type.Object(
  {
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
    names: Type.Array(Type.String({ pattern: '^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$' }), {
      maxItems: LIMITS.inviteAddresses,
      uniqueItems: true,
    }),
  },
  { additionalProperties: false },
)
export type HostSettings = Static<typeof HostSettings>

/** What is to be changed; what is absent stays. */
export const HostSettingsChange = Type.Partial(HostSettings, { additionalProperties: false })
export type HostSettingsChange = Static<typeof HostSettingsChange>
