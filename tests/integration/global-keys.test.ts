import { execFileSync, spawn, type ChildProcess } from 'node:child_process'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { KeysEvents, KeysServiceApi } from '../../electron/contract/keys-service.ts'
import { ERRORS } from '../../electron/contract/errors.ts'
import type { ShortcutPress } from '../../electron/contract/shortcuts.ts'
import { connect } from '../../electron/processes/rpc.ts'
import { forkRunner, type RunningService } from '../../electron/processes/runner.ts'
import { requirePart } from '../support/requirement.ts'
import { startProgram } from '../support/program.ts'
import { runCli } from '../support/run-cli.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

/** Starts a screen that nobody sees; answers its name. */
function startScreen(): Promise<{ screen: ChildProcess; name: string }> {
  const screen = spawn('Xvfb', ['-displayfd', '1', '-screen', '0', '640x480x24'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  return new Promise((resolve, reject) => {
    screen.once('exit', reject)
    screen.stdout.once('data', (text: Buffer) => {
      resolve({ screen, name: `:${text.toString().trim()}` })
    })
  })
}

describe.skipIf(requirePart('xvfb'))('keys of a whole desktop', () => {
  let screen: ChildProcess
  let name: string
  let before: string | undefined
  let service: RunningService
  let presses: ShortcutPress[]
  let api: KeysServiceApi

  beforeAll(async () => {
    ;({ screen, name } = await startScreen())
    before = process.env['DISPLAY']
    process.env['DISPLAY'] = name
    service = forkRunner.start('keys', '')
    presses = []
    api = connect<KeysServiceApi, KeysEvents>(service.open(), { onPress: (press) => presses.push(press) })
  })

  afterAll(async () => {
    await service.stop(5_000)
    if (before === undefined) delete process.env['DISPLAY']
    else process.env['DISPLAY'] = before
    const ended = new Promise((resolve) => screen.once('exit', resolve))
    screen.kill()
    await ended
  })

  /** What a keyboard and a mouse would do. */
  const type = (...words: string[]) =>
    execFileSync('xdotool', words, { env: { ...process.env, DISPLAY: name } })
  const heard = async (...wanted: readonly ShortcutPress[]): Promise<void> => {
    await expect.poll(() => presses.slice(-wanted.length), { timeout: 10_000 }).toEqual(wanted)
  }

  it('are seen going down and up', async () => {
    const state = await api.bind({
      talk: { code: 'F8', modifiers: [] },
      mute: { code: 'KeyM', modifiers: ['control'] },
      deafen: { code: 'MouseBack', modifiers: [] },
    })
    expect(state).toBe('watching')
    type('keydown', 'F8')
    await heard({ action: 'talk', down: true })
    type('keyup', 'F8')
    await heard({ action: 'talk', down: false })
    type('key', 'm')
    type('key', 'ctrl+m')
    await heard({ action: 'mute', down: true }, { action: 'mute', down: false })
    type('click', '8')
    await heard({ action: 'deafen', down: true }, { action: 'deafen', down: false })
    expect(presses).toHaveLength(6)
  })

  it('are not watched any more once none is bound', async () => {
    expect(await api.bind({})).toBe('idle')
    type('key', 'F8')
    expect(await api.bind({ talk: { code: 'F9', modifiers: [] } })).toBe('watching')
    type('key', 'F9')
    await heard({ action: 'talk', down: true }, { action: 'talk', down: false })
    expect(presses).toHaveLength(8)
  })
})

describe('palabre talk-key', () => {
  it('reaches the app of its data folder, and says so where there is none', async () => {
    const { folder, remove } = await temporaryFolder()
    try {
      const missed = await runCli(['talk-key', 'down', '--data', folder])
      expect(missed.code).toBe(1)
      expect(missed.stderr).toContain(ERRORS['app-not-running'].message)
      const app = await startProgram(['app', '--no-open', '--json', '--data', folder])
      expect((await runCli(['talk-key', 'toggle', '--data', folder])).code).toBe(0)
      expect((await runCli(['talk-key', 'shout', '--data', folder])).code).toBe(2)
      expect(await app.end()).toBe(0)
      expect((await runCli(['talk-key', 'up', '--data', folder])).code).toBe(1)
    } finally {
      await remove()
    }
  })
})
