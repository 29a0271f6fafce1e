import { beforeEach, describe, expect, it } from 'vitest'
import { LogTail } from '../../../../../electron/base/log-tail.ts'
import { silentLogger } from '../../../../../electron/base/logger.ts'
import { KEYS_CALLS } from '../../../../../electron/contract/app-calls.ts'
import type { KeysEvents, KeysState } from '../../../../../electron/contract/keys-service.ts'
import type { ShortcutPress, Shortcuts } from '../../../../../electron/contract/shortcuts.ts'
import { SHORTCUT_CONFIG } from '../../../../../electron/main/config.ts'
import { ShortcutService } from '../../../../../electron/main/shortcuts/shortcut-service.ts'
import { portPair } from '../../../../../electron/processes/port.ts'
import { Audience } from '../../../../../electron/processes/rpc.ts'
import type { RunningService } from '../../../../../electron/processes/runner.ts'
import { settle } from '../../../../support/fake-bridge.ts'
import { FakeClock } from '../../../../support/fake-clock.ts'

const TALK: Shortcuts = { talk: { code: 'F8', modifiers: [] } }

let did: unknown[]
let bound: Shortcuts[]
let exits: (() => void)[]
let state: KeysState
let watchers: Audience<KeysEvents>
let clock: FakeClock
let service: ShortcutService

function startWatcher(): RunningService {
  const gone: ((code: number | null) => void)[] = []
  exits.push(() => {
    for (const listener of gone) listener(null)
  })
  return {
    pid: 1,
    open() {
      const [near, far] = portPair()
      const bind = (shortcuts: Shortcuts): Promise<KeysState> => {
        bound.push(shortcuts)
        return Promise.resolve(state)
      }
      watchers.add(far, { bind }, KEYS_CALLS)
      return near
    },
    onLog() {},
    onExit: (listener) => gone.push(listener),
    stop: () => Promise.resolve(),
  }
}

beforeEach(() => {
  did = []
  bound = []
  exits = []
  state = 'watching'
  watchers = new Audience<KeysEvents>()
  clock = new FakeClock()
  service = new ShortcutService({
    platform: 'linux',
    env: { DISPLAY: ':0' },
    command: 'palabre talk-key',
    acts: {
      setTalking: (on) => did.push(['talk', on]),
      toggleMute: () => did.push('mute'),
      toggleDeafen: () => did.push('deafen'),
    },
    process: {
      ...{ clock, logger: silentLogger, log: new LogTail(1), dataDir: '' },
      random: { fraction: () => 0, bytes: (length) => new Uint8Array(length) },
      runner: { start: startWatcher },
    },
  })
})

describe('keys', () => {
  it('are watched only while some are bound', async () => {
    service.bind({})
    expect(exits).toHaveLength(0)
    service.bind(TALK)
    await settle()
    service.bind({})
    await settle()
    expect(exits).toHaveLength(1)
    expect(bound).toEqual([TALK, {}])
  })

  it('talk, mute and deafen, and tell the page', async () => {
    const told: ShortcutPress[] = []
    service.onPress((press) => told.push(press))
    service.bind(TALK)
    await settle()
    for (const action of ['talk', 'mute', 'deafen'] as const) {
      watchers.tell.onPress({ action, down: true })
      watchers.tell.onPress({ action, down: false })
    }
    await settle()
    expect(did).toEqual([['talk', true], ['talk', false], 'mute', 'deafen'])
    expect(told).toHaveLength(6)
  })

  it('talk until the next press where that was chosen, and are let go with another choice', async () => {
    service.bind(TALK, 'toggle')
    await settle()
    watchers.tell.onPress({ action: 'talk', down: true })
    watchers.tell.onPress({ action: 'talk', down: false })
    await settle()
    expect(did).toEqual([['talk', true]])
    service.bind(TALK, 'hold')
    expect(did.at(-1)).toEqual(['talk', false])
    watchers.tell.onPress({ action: 'talk', down: true })
    watchers.tell.onPress({ action: 'talk', down: false })
    await settle()
    expect(did.slice(2)).toEqual([
      ['talk', true],
      ['talk', false],
    ])
  })

  it('stop talking when what watches them falls, and are bound again', async () => {
    service.bind(TALK)
    await settle()
    watchers.tell.onPress({ action: 'talk', down: true })
    await settle()
    exits[0]?.()
    expect(did.at(-1)).toEqual(['talk', false])
    clock.advance(60_000)
    await settle()
    expect(bound).toEqual([TALK, TALK])
  })

  it('are given up where it falls again and again, and that is said', () => {
    const routes: string[] = []
    service.onStatus(({ route, cause }) => routes.push(`${route} ${cause ?? ''}`))
    service.bind(TALK)
    for (let fall = 0; fall < SHORTCUT_CONFIG.mostFaults; fall += 1) {
      exits.at(-1)?.()
      clock.advance(60_000)
    }
    expect(routes).toEqual(['command hook-refused'])
    expect(exits).toHaveLength(SHORTCUT_CONFIG.mostFaults)
  })

  it('are said not to be seen where the part is missing', async () => {
    state = 'missing'
    service.bind(TALK)
    await settle()
    expect(service.status).toMatchObject({ route: 'command', cause: 'hook-missing' })
  })
})

describe('words of a desktop', () => {
  it('hold, let go, and change', () => {
    for (const word of ['down', 'up', 'toggle', 'toggle', 'mute', 'deafen'] as const) service.word(word)
    const talk = [true, false, true, false].map((on) => ['talk', on])
    expect(did).toEqual([...talk, 'mute', 'deafen'])
  })
})
