import type { Clock } from '../base/clock.ts'
import type { Logger } from '../base/logger.ts'
import type { Random } from '../base/random.ts'
import type { HostSettings } from '../contract/host-settings.ts'
import type { MediaCommand } from '../contract/media.ts'
import { BACKUP_CONFIG } from '../storage/backup/config.ts'
import type { Store } from '../storage/store.ts'
import type { HostConfig } from './config.ts'
import { recordingConfig, recordingSettings } from './recording-limits.ts'
import { AuditLog } from './services/audit-log.ts'
import { BanList } from './services/ban-list.ts'
import { ChannelService } from './services/channel-service.ts'
import { ChannelTree, USUAL_AUDIO } from './services/channel-tree.ts'
import { Chat, type ChatConfig } from './services/chat.ts'
import { Doors } from './services/doors.ts'
import { LinkCodes } from './services/link-codes.ts'
import { OwnDevices } from './services/own-devices.ts'
import { Moderation } from './services/moderation.ts'
import { PasswordGuard } from './services/password-guard.ts'
import { Permissions } from './services/permissions.ts'
import { RoleService } from './services/role-service.ts'
import { RecordingService, type RecordingServiceOptions } from './services/recording-service.ts'
import { Room } from './services/room.ts'
import { SettingsService } from './services/settings-service.ts'
import { WhisperLists } from './services/whisper-lists.ts'

export interface CommunityOptions {
  readonly store: Store
  readonly clock: Clock
  readonly random: Random
  readonly config: Pick<
    HostConfig,
    'members' | 'epochWindowMs' | 'sourceRestMs' | 'news' | 'chat' | 'passwords' | 'linkCodes' | 'recording'
  >
  /** The name of the host until somebody changes it. */
  readonly hostName?: string
  /** Whether people of its own networks are let in without an invite, until somebody decides. */
  readonly lanGuests?: boolean
  readonly logger: Logger
  /** Where recordings are kept, and who makes their files. */
  readonly recordingFolder: string
  readonly finishRecording: RecordingServiceOptions['finish']
  /** To the media worker. */
  readonly post: (command: MediaCommand) => void
}

/** The rules of a host, joined: what the gateway and the REST API call. */
export interface Community {
  readonly tree: ChannelTree
  readonly permissions: Permissions
  readonly bans: BanList
  readonly audit: AuditLog
  readonly room: Room
  readonly doors: Doors
  readonly links: LinkCodes
  readonly devices: OwnDevices
  readonly moderation: Moderation
  readonly channelService: ChannelService
  readonly roleService: RoleService
  readonly chat: Chat
  readonly whispers: WhisperLists
  readonly recordings: RecordingService
  readonly settings: SettingsService
}

export function makeCommunity(options: CommunityOptions): Community {
  const { store, clock, random, logger, config, post } = options
  const tree: ChannelTree = new ChannelTree(store.channels, () => settings.audio)
  const permissions = new Permissions(store, tree)
  const bans = new BanList(store.bans, clock)
  const audit = new AuditLog(store.audit, clock)
  const settings = new SettingsService({
    ...{ state: store.state, audit, permissions, usualAudio: USUAL_AUDIO },
    usual: usualSettings(options),
  })
  const room = new Room({
    ...{ clock, random, tree, post, users: store.users },
    members: () => Math.min(config.members, settings.now.memberLimit),
    ...{ epochWindowMs: config.epochWindowMs, sourceRestMs: config.sourceRestMs, news: config.news },
    maySpeak: ({ userId, nickname, role }, channelId) =>
      permissions.may({ id: userId, nickname, role }, 'speak', channelId),
    refusesRecording: (user, channelId) =>
      store.recordings.refuses(user.id) && permissions.may(user, 'refuseRecording', channelId),
  })
  const links = new LinkCodes(config.linkCodes, clock, random)
  const occupancy = (channelId: number): number => room.occupancy(channelId)
  return {
    ...{ tree, permissions, bans, audit, room, settings },
    doors: new Doors({ tree, permissions, occupancy, guard: new PasswordGuard(config.passwords, clock) }),
    ...{ links, devices: new OwnDevices({ store, room, links, audit }) },
    moderation: new Moderation({ store, room, permissions, bans, audit, clock }),
    channelService: new ChannelService({ store, tree, room, permissions, audit, random }),
    roleService: new RoleService({ store, room, permissions, audit }),
    whispers: new WhisperLists({
      ...{ room, tree, permissions, clock, random, post, users: store.users },
      epochWindowMs: config.epochWindowMs,
    }),
    recordings: new RecordingService({
      ...{ store, room, tree, permissions, audit, clock, logger, post },
      ...{ config: recordingConfig(config.recording, () => settings.now), folder: options.recordingFolder },
      finish: options.finishRecording,
    }),
    chat: new Chat({ store, room, permissions, audit, clock, config: chatConfig(config.chat, settings) }),
  }
}

/** As it is where nobody has decided. */
function usualSettings({ hostName = 'Palabre', lanGuests = false, config }: CommunityOptions): HostSettings {
  const { members, chat, recording } = config
  return {
    ...{ name: hostName, messageDays: chat.keepDays, auditDays: 0 },
    ...{ memberLimit: members, lanGuests, names: [], backupHours: BACKUP_CONFIG.everyHours },
    ...recordingSettings(recording),
  }
}

/** How long messages are kept is what the settings say now. */
function chatConfig(config: ChatConfig, settings: SettingsService): ChatConfig {
  return {
    ...config,
    get keepDays() {
      return settings.now.messageDays
    },
  }
}
