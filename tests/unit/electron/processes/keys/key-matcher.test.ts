import { spawnSync } from 'node:child_process'
import { beforeEach, describe, expect, it } from 'vitest'
import { KEY_CODES } from '../../../../../electron/contract/shortcuts.ts'
import { buttonName, keyNames } from '../../../../../electron/processes/keys/key-codes.ts'
import type { KeyHook, KeyListener } from '../../../../../electron/processes/keys/key-hook.ts'
import { KeyMatcher, type Held } from '../../../../../electron/processes/keys/key-matcher.ts'
import { KeysService } from '../../../../../electron/processes/keys/keys-service.ts'
import { ROOT } from '../../../../support/source-tree.ts'

const NONE: Held = { control: false, shift: false, alt: false, meta: false }
const TALK = { code: 'F8', modifiers: [] }

describe('the matcher', () => {
  let matcher: KeyMatcher

  beforeEach(() => {
    matcher = new KeyMatcher()
    matcher.bind({ talk: TALK, mute: { code: 'KeyM', modifiers: ['control', 'shift'] } })
  })

  it('tells a key once however often the keyboard repeats it, and tells its end', () => {
    expect(matcher.pressed('F8', NONE)).toEqual([{ action: 'talk', down: true }])
    expect(matcher.pressed('F8', NONE)).toEqual([])
    expect(matcher.released('F8')).toEqual([{ action: 'talk', down: false }])
    expect(matcher.released('F8')).toEqual([])
  })

  it('wants just the modifiers that are named', () => {
    expect(matcher.pressed('KeyM', NONE)).toEqual([])
    expect(matcher.pressed('KeyM', { ...NONE, control: true })).toEqual([])
    expect(matcher.pressed('KeyM', { ...NONE, control: true, shift: true, alt: true })).toEqual([])
    expect(matcher.pressed('F8', { ...NONE, control: true })).toEqual([])
    expect(matcher.pressed('KeyM', { ...NONE, control: true, shift: true })).toHaveLength(1)
  })

  it('ends with the key, though its modifiers were let go first', () => {
    matcher.pressed('KeyM', { ...NONE, control: true, shift: true })
    expect(matcher.released('ControlLeft')).toEqual([])
    expect(matcher.released('KeyM')).toEqual([{ action: 'mute', down: false }])
  })

  it('takes a modifier alone as a key', () => {
    matcher.bind({ talk: { code: 'ControlRight', modifiers: [] } })
    expect(matcher.pressed('ControlRight', { ...NONE, control: true })).toHaveLength(1)
    expect(matcher.pressed('ControlLeft', { ...NONE, control: true })).toEqual([])
  })

  it('lets go what is down when other keys are taken', () => {
    matcher.pressed('F8', NONE)
    expect(matcher.bind({})).toEqual([{ action: 'talk', down: false }])
    expect(matcher.pressed('F8', NONE)).toEqual([])
  })
})

describe('names of keys', () => {
  it('are those of the browser for each key of the hook', () => {
    // In a process of its own: where there is no screen the library complains when it is left.
    const print = `process.stdout.write(JSON.stringify(require('uiohook-napi').UiohookKey))`
    const { stdout } = spawnSync(process.execPath, ['-e', print], { encoding: 'utf8', cwd: ROOT })
    const names = [...keyNames(JSON.parse(stdout) as Record<string, number>).values()]
    expect(names.filter((name) => !KEY_CODES.includes(name))).toEqual(['Escape'])
    const missing = KEY_CODES.filter((code) => !code.startsWith('Mouse') && !names.includes(code))
    expect(missing).toEqual([])
  })

  it('leave pointing and menus to the mouse', () => {
    expect([1, 2, 3, 4, 5, undefined].map(buttonName)).toEqual([
      undefined,
      undefined,
      'MouseMiddle',
      'MouseBack',
      'MouseForward',
      undefined,
    ])
  })
})

describe('the service', () => {
  class FakeHook implements KeyHook {
    listener: KeyListener | undefined
    refuses = false

    start(listener: KeyListener): void {
      if (this.refuses) throw new Error('no right')
      this.listener = listener
    }

    stop(): void {
      this.listener = undefined
    }
  }
  const told: unknown[] = []
  const make = (hook?: KeyHook) => new KeysService(hook, { onPress: (press) => told.push(press) })

  it('watches only while a key is bound, and tells only of that', async () => {
    const hook = new FakeHook()
    const service = make(hook)
    expect(await service.bind({})).toBe('idle')
    expect(hook.listener).toBeUndefined()
    expect(await service.bind({ talk: TALK })).toBe('watching')
    hook.listener?.pressed('KeyP', NONE)
    hook.listener?.pressed('F8', NONE)
    expect(told).toEqual([{ action: 'talk', down: true }])
    expect(await service.bind({})).toBe('idle')
    expect(hook.listener).toBeUndefined()
    expect(told.at(-1)).toEqual({ action: 'talk', down: false })
  })

  it('says why it cannot', async () => {
    const hook = new FakeHook()
    hook.refuses = true
    expect(await make(hook).bind({ talk: TALK })).toBe('refused')
    expect(await make().bind({ talk: TALK })).toBe('missing')
    await expect(make(hook).bind({ talk: 'F8' } as never)).rejects.toMatchObject({
      code: 'message-malformed',
    })
  })
})
