import { initial } from './0001-initial.ts'
import { community } from './0002-community.ts'
import { channelDelivery } from './0003-channel-delivery.ts'
import { messages } from './0004-messages.ts'
import { versions } from './0005-versions.ts'
import { lanGuests } from './0006-lan-guests.ts'
import { jobs } from './0007-jobs.ts'
import { inviteRole } from './0008-invite-role.ts'
import { recordings } from './0009-recordings.ts'
import { userNames } from './0010-user-names.ts'
import { firstChannels } from './0011-first-channels.ts'
import type { Migration } from './runner.ts'

/** Every step of the schema, in order. */
export const MIGRATIONS: readonly Migration[] = [
  initial,
  community,
  channelDelivery,
  messages,
  versions,
  lanGuests,
  jobs,
  inviteRole,
  recordings,
  userNames,
  firstChannels,
]
