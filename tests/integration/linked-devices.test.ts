import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { levelDb, readWav } from '../support/audio-measure.ts'
import { runCli } from '../support/run-cli.ts'
import { spawnHost } from '../support/running-host.ts'
import { spawnTalk, type TalkProcess } from '../support/running-talk.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

let folder = ''
let invite = ''
let remove: () => Promise<void>
const closers: (() => unknown)[] = []
beforeEach(async () => {
  ;({ folder, remove } = await temporaryFolder())
  const host = await spawnHost('--data', join(folder, 'host'), '--bind', '127.0.0.1', '--no-discovery')
  closers.push(() => host.end('SIGKILL'))
  invite = host.ready.invite
})
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close()
  await remove()
})

const at = (name: string) => join(folder, name)

function talk(device: string, ...args: string[]): TalkProcess {
  const running = spawnTalk(invite, '--data', at(device), ...args)
  closers.push(() => running.end('SIGKILL'))
  return running
}

/** `palabre link` from a machine, as a program reads it. */
async function link(device: string, ...args: string[]): Promise<Record<string, unknown>> {
  const { code, stdout, stderr } = await runCli(['link', invite, '--data', at(device), '--json', ...args])
  if (code !== 0) throw new Error(stderr)
  return JSON.parse(stdout) as Record<string, unknown>
}

test(
  'two machines are one user by a code, are in at once, and hear each other',
  { timeout: 90_000 },
  async () => {
    const desk = talk('desk', '--name', 'Ada', '--input', 'silence', '--output', 'null')
    await desk.ready()
    expect(await desk.end()).toBe(0)
    const { code } = await link('desk')
    const again = talk('desk', '--name', 'Ada', '--input', 'silence', '--output', `wav:${at('desk.wav')}`)
    await again.ready()
    const quiet = ['--input', 'tone:440', '--output', 'null'] as const
    const phone = talk('phone', '--name', 'Phone', '--link-code', String(code), ...quiet)
    await phone.ready()
    await again.until(
      ({ event, speakers = [] }) =>
        event === 'stats' && speakers.some((one) => one.nickname === 'Ada' && one.packetsReceived > 50),
    )
    expect(await phone.end()).toBe(0)
    expect(await again.end()).toBe(0)
    expect(levelDb(readWav(at('desk.wav')).samples)).toBeGreaterThan(-40)

    const used = await runCli([
      ...['talk', invite, '--data', at('third'), '--link-code', String(code), ...quiet],
    ])
    expect([used.code, used.stderr]).toEqual([1, expect.stringContaining('link code has been used')])

    const { devices } = await link('desk', '--list')
    expect(devices).toMatchObject([{ asking: true }, { asking: false, here: false }])
    const [, other] = devices as { id: number }[]
    await link('desk', '--remove', String(other?.id))
    expect((await link('desk', '--list'))['devices']).toHaveLength(1)
    const last = await runCli(['link', invite, '--data', at('desk'), '--remove', String(other?.id)])
    expect([last.code, last.stderr]).toEqual([1, expect.stringContaining('no such machine')])
  },
)

test('a code that is wrong lets nobody in, not even with an invite', { timeout: 30_000 }, async () => {
  const wrong = ['--data', at('new'), '--link-code', 'ZZZZ-ZZZZ', '--input', 'silence', '--output', 'null']
  const { code, stderr } = await runCli(['talk', invite, ...wrong])
  expect([code, stderr]).toEqual([1, expect.stringContaining('does not know this link code')])
})
