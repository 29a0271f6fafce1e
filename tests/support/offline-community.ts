import { join } from 'node:path'
import type { MediaCommand } from '../../electron/contract/media.ts'
import type { FinishedRecording, FinishWish } from '../../electron/contract/recording.ts'
import type { Role } from '../../electron/contract/models.ts'
import { makeCommunity, type Community } from '../../electron/host/community.ts'
import { HOST_CONFIG } from '../../electron/host/config.ts'
import type { Actor } from '../../electron/host/services/audit-log.ts'
import { AdminPasses } from '../../electron/host/services/admin-passes.ts'
import type { Origin } from '../../electron/host/services/room.ts'
import type { Session } from '../../electron/host/services/roster.ts'
import type { User } from '../../electron/storage/repositories/users.ts'
import { openStore, type Store } from '../../electron/storage/store.ts'
import { silentLogger } from '../../electron/base/logger.ts'
import { FakeClock } from './fake-clock.ts'
import { FakeRecorder } from './fake-recorder.ts'
import { FakePeer } from './fake-peer.ts'
import { seededRandom } from './seeded-random.ts'
import { temporaryFolder } from './temporary-folder.ts'

/** The rules of a host on a real database, without gateway and media: a test enters users and acts. */
export class OfflineCommunity {
  readonly clock = new FakeClock()
  readonly recorder = new FakeRecorder()
  readonly media: MediaCommand[] = []
  /** Recordings whose files are to be made, and how a test answers. */
  readonly finishing: { wish: FinishWish; end: PromiseWithResolvers<FinishedRecording> }[] = []
  readonly store: Store
  readonly community: Community
  readonly folder: string
  readonly passes: AdminPasses
  readonly #remove: () => Promise<void>
  #keys = 0

  private constructor(folder: string, remove: () => Promise<void>) {
    this.folder = folder
    this.#remove = remove
    this.store = openStore(folder)
    this.community = makeCommunity({
      ...{ store: this.store, clock: this.clock, random: seededRandom(9) },
      config: { ...HOST_CONFIG, members: 100, recording: { ...HOST_CONFIG.recording, leastFreeBytes: 0 } },
      ...{ logger: silentLogger, recordingFolder: join(folder, 'recordings') },
      finishRecording: (wish) => {
        const end = Promise.withResolvers<FinishedRecording>()
        this.finishing.push({ wish, end })
        return end.promise
      },
      post: (command) => this.media.push(command),
    })
    this.passes = new AdminPasses({
      ...{ clock: this.clock, random: seededRandom(11), users: this.store.users, lifetimeS: 600 },
      ...this.community,
    })
  }

  static async open(): Promise<OfflineCommunity> {
    const { folder, remove } = await temporaryFolder()
    return new OfflineCommunity(folder, remove)
  }

  async close(): Promise<void> {
    this.community.room.close('host-closing')
    this.store.close()
    await this.#remove()
  }

  user(nickname: string, role: Role = 'member'): User {
    this.#keys += 1
    const publicKey = new Uint8Array(32)
    new DataView(publicKey.buffer).setUint32(0, this.#keys)
    return this.store.users.add({ publicKey, nickname, role, at: 0 })
  }

  enter(
    user: User,
    channelId = 1,
    from: Origin = {},
  ): { session: Session; peer: FakePeer; sourceId: number } {
    const peer = new FakePeer()
    const session = this.community.room.enter(user, channelId, { muted: false, deafened: false }, peer, {
      address: '192.0.2.1',
      ...from,
    })
    this.community.whispers.greet(session)
    return { session, peer, sourceId: session.member.sourceId }
  }
}

/** A user as one who acts. */
export function acting(user: User): Actor {
  return { kind: 'user', user }
}

/** A program with the owner's token. */
export const HOST_ACTOR: Actor = { kind: 'token', name: 'owner token' }
