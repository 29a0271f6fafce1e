import { stat, writeFile } from 'node:fs/promises'
import { createServer, connect } from 'node:net'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openTalkSocket, talkSocketPath } from '../../../../../electron/main/shortcuts/talk-socket.ts'
import { temporaryFolder } from '../../../../support/temporary-folder.ts'

describe('where it is', () => {
  const at = { platform: 'linux', env: { XDG_RUNTIME_DIR: '/run/user/7' }, temporary: '/tmp', user: '7' }

  it('differs between data folders, and is a place of this user', () => {
    const path = talkSocketPath('/home/ada/.local/share/palabre', at)
    expect(path).toMatch(/^\/run\/user\/7\/palabre\/[\da-f]{16}\.sock$/)
    expect(talkSocketPath('/elsewhere', at)).not.toBe(path)
    expect(talkSocketPath('/elsewhere', { ...at, env: {} })).toMatch(/^\/tmp\/palabre-7\//)
    expect(talkSocketPath('C:\\d', { ...at, platform: 'win32', user: 'ada' })).toMatch(
      /^\\\\\.\\pipe\\palabre-ada-/,
    )
  })
})

describe('the line', () => {
  let place: Awaited<ReturnType<typeof temporaryFolder>>
  let path: string
  let words: string[]
  let close: () => Promise<void>
  const open = async (): Promise<void> => {
    close = await openTalkSocket(path, (word) => words.push(word))
  }

  beforeEach(async () => {
    place = await temporaryFolder()
    path = join(place.folder, 'palabre', 'x.sock')
    words = []
  })

  afterEach(async () => {
    await close()
    await place.remove()
  })

  function say(text: string): Promise<string> {
    return new Promise((resolve, reject) => {
      let answer = ''
      const socket = connect(path, () => socket.write(text))
      socket.on('data', (bytes) => (answer += bytes.toString()))
      socket.on('close', () => {
        resolve(answer)
      })
      socket.on('error', reject)
    })
  }

  it('takes words, and only of this user', async () => {
    await open()
    expect(await say('down\n')).toBe('ok\n')
    expect(await say('up\n')).toBe('ok\n')
    expect(words).toEqual(['down', 'up'])
    expect((await stat(path)).mode & 0o777).toBe(0o600)
    expect((await stat(dirname(path))).mode & 0o777).toBe(0o700)
  })

  it.each(['shout\n', '\n', 'x'.repeat(10_000), 'down up\n', '\0\0\0\n'])('refuses %j', async (text) => {
    await open()
    expect(await say(text)).toBe('unknown\n')
    expect(words).toEqual([])
  })

  it('takes the place of one that a crash left behind', async () => {
    await open()
    await close()
    await writeFile(path, '')
    await open()
    expect(await say('toggle\n')).toBe('ok\n')
  })

  it('leaves the place to an app that is there', async () => {
    await open()
    await expect(openTalkSocket(path, () => {})).rejects.toMatchObject({ code: 'EADDRINUSE' })
    expect(await say('mute\n')).toBe('ok\n')
  })

  it('uses no folder that others may enter', async () => {
    const other = createServer()
    close = () =>
      new Promise((resolve) =>
        other.close(() => {
          resolve()
        }),
      )
    await new Promise<void>((resolve) => other.listen(join(place.folder, 'other.sock'), resolve))
    await writeFile(join(place.folder, 'palabre'), 'a file')
    await expect(openTalkSocket(path, () => {})).rejects.toThrow()
  })
})
