import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { pulseRoute, startPulse } from '../support/pulse.ts'
import type { PulseServer } from '../support/pulse.ts'
import { requirePart } from '../support/requirement.ts'

const ROOT = join(import.meta.dirname, '../..')
const fileOf = (path: string): string => JSON.stringify(pathToFileURL(join(ROOT, path)).href)

const LOAD = `
import { loadAudio, loadCodec } from ${fileOf('native/index.ts')}
import { streamOptions } from ${fileOf('tests/support/shared-ring.ts')}
`
const STREAM = `${LOAD}
const audio = loadAudio()
const { index } = audio.devices().find((one) => one.name === 'pulse')
const options = streamOptions(index)
const streams = [audio.openPlayback(options), audio.openCapture(streamOptions(index))]
for (const stream of streams) stream.start()
const pause = (ms) => audio.sleepUntil(process.hrtime.bigint() + BigInt(ms) * 1_000_000n)
pause(100)
`

interface Ended {
  readonly code: number | null
  readonly signal: string | null
  readonly stdout: string
  readonly stderr: string
}

/** Runs a program in a process of its own. */
async function run(program: string, env: Readonly<Record<string, string>> = {}): Promise<Ended> {
  const child = spawn(process.execPath, ['--input-type=module', '--eval', program], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let [stdout, stderr] = ['', '']
  child.stdout.on('data', (text: Buffer) => (stdout += text.toString()))
  child.stderr.on('data', (text: Buffer) => (stderr += text.toString()))
  const [code, signal] = (await once(child, 'close')) as [number | null, string | null]
  return { code, signal, stdout, stderr }
}

describe.skipIf(requirePart('linux'))('a machine without sound', () => {
  let folder: string

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'palabre-audio-'))
  })
  afterAll(async () => {
    await rm(folder, { recursive: true, force: true })
  })

  it('without ALSA the audio part says why it is missing, and the others work', async () => {
    await writeFile(join(folder, 'libasound.so.2'), 'not a library')
    const program = `${LOAD}
    try { loadAudio() } catch (error) { console.log(error.name, error.part, error.message) }
    console.log(loadCodec().version)`
    const { code, stdout } = await run(program, { LD_LIBRARY_PATH: folder })
    expect(code).toBe(0)
    expect(stdout).toContain('NativeUnavailableError audio The native part "audio" could not be loaded: ')
    expect(stdout).toContain('libasound.so.2')
    expect(stdout).toContain('libopus')
  })

  it('without devices the list is empty and stderr quiet', async () => {
    const alsa = join(folder, 'alsa.conf')
    await writeFile(alsa, '')
    const program = `${LOAD} console.log(JSON.stringify(loadAudio().devices()))`
    const ended = await run(program, { ALSA_CONFIG_PATH: alsa })
    expect(ended).toMatchObject({ code: 0, stdout: '[]\n', stderr: '' })
  })

  it('with the configuration of the machine stderr is quiet too, and is there again afterwards', async () => {
    const program = `${LOAD} loadAudio().devices(); loadAudio().devices(true); console.error('heard')`
    const ended = await run(program, { PULSE_SERVER: `unix:${folder}/nobody`, HOME: folder })
    expect(ended).toMatchObject({ code: 0, stderr: 'heard\n' })
  })
})

describe.skipIf(requirePart('pulseaudio'))('a process that ends while it streams', () => {
  let pulse: PulseServer
  let env: Record<string, string>

  beforeAll(async () => {
    pulse = await startPulse(['left'])
    env = { ...pulse.env, ...pulseRoute({ sink: 'left', monitorOf: 'left' }) }
  })
  afterAll(async () => {
    await pulse.close()
  })

  it.each([
    ['runs to its end', '', 0],
    ['exits', 'process.exit(3)', 3],
    ['throws', 'throw new Error("on purpose")', 1],
  ])('that %s leaves nothing behind', async (_, end, expected) => {
    const { code, signal } = await run(`${STREAM} ${end}`, env)
    expect({ code, signal }).toEqual({ code: expected, signal: null })
    expect(await pulse.streams()).toEqual({ playback: 0, capture: 0 })
  })

  it('can close its streams after the sound server died, and open others at the next', async () => {
    const doomed = await startPulse(['left'])
    const program = `${STREAM}
    process.kill(Number(process.env.DOOMED), 'SIGKILL')
    pause(200)
    const before = options.counters[0]
    pause(100)
    console.log(options.counters[0] - before)
    for (const stream of streams) stream.close()
    console.log(audio.devices(true).length)
    for (const [name, value] of Object.entries(JSON.parse(process.env.NEXT))) audio.setEnvironment(name, value)
    const { index: next } = audio.devices(true).find((one) => one.name === 'pulse')
    const again = streamOptions(next)
    audio.openPlayback(again).start()
    pause(200)
    console.log(again.counters[0] > 0)`
    const { code, stdout } = await run(program, {
      ...doomed.env,
      DOOMED: String(doomed.pid),
      NEXT: JSON.stringify(env),
    })
    await doomed.close()
    expect({ code, stdout }).toEqual({ code: 0, stdout: '0\n0\ntrue\n' })
  })
})
