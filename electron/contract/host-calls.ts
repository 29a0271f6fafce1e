import { Type } from 'typebox'
import { NewInvite } from './admin-bodies.ts'
import { ADMIN_CALLS } from './admin-calls.ts'
import { takes, type CallTable } from './call-table.ts'
import type { HostServiceApi } from './host-service.ts'
import { LIMITS } from './limits.ts'
import { Base64Url } from './models.ts'

/**
 * A host as a page may start one. Which transport it has, and a certificate out of files, only the command line says:
 * a page names no file of this machine.
 */
const HostOptions = Type.Object(
  {
    /** The host itself says what is wrong with a name; here it only must not be endless. */
    name: Type.Optional(Type.String({ maxLength: LIMITS.nameLength * 2 })),
    bind: Type.String({ minLength: 1, maxLength: LIMITS.addressLength }),
    port: Type.Optional(Type.Integer({ minimum: 0, maximum: 0xffff })),
    elsewhere: Type.Optional(Type.Boolean()),
    owners: Type.Array(Base64Url(32), { maxItems: LIMITS.devices }),
    discovery: Type.Optional(Type.Boolean()),
    lanGuests: Type.Optional(Type.Boolean()),
  },
  { additionalProperties: false },
)

/** What the host service may be called with. */
export const HOST_CALLS: CallTable<HostServiceApi> = {
  start: takes(HostOptions),
  stop: takes(),
  status: takes(),
  createInvite: takes(NewInvite),
  counters: takes(),
  figures: takes(Type.Number({ minimum: 0 })),
  ...ADMIN_CALLS,
}
