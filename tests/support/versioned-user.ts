import { PalabreError } from '../../electron/contract/errors.ts'
import type { FakeAdmin } from './fake-admin.ts'

/** A user whose changes an API in memory counts, and which others change too. */
export class VersionedUser {
  readonly #api: FakeAdmin
  #version = 1
  nickname = 'Ada'

  constructor(api: FakeAdmin) {
    this.#api = api
    this.#tell()
    api.answers = {
      'users.get': () => ({
        ...{ id: 1, nickname: this.nickname, role: 'member', roles: [], serverMuted: false },
        ...{ channelId: null, createdAt: 1, lastSeenAt: 1 },
      }),
      'users.change': ({ match, body }) => {
        if (match !== undefined && match !== api.tag) throw new PalabreError('changed-since')
        this.changeElsewhere(body.nickname ?? this.nickname)
        return null
      },
    }
  }

  /** As somebody at another page would. */
  changeElsewhere(nickname: string): void {
    this.nickname = nickname
    this.#version += 1
    this.#tell()
  }

  #tell(): void {
    this.#api.tag = `"user-1-${String(this.#version)}"`
  }
}
