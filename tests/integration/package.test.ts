import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { extractAll, listPackage } from '@electron/asar'
import { FuseState, FuseV1Options, getCurrentFuseWire } from '@electron/fuses'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeDistribution } from '../support/electron-distribution.ts'
import { requirePart } from '../support/requirement.ts'
import { startProgram } from '../support/program.ts'
import { ROOT } from '../support/source-tree.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const TOOL = join(ROOT, 'node_modules/.bin')

/** The package in directory form, made around a distribution of Electron that runs nothing. */
describe.skipIf(requirePart('linux'))('the package for Linux', () => {
  let place: Awaited<ReturnType<typeof temporaryFolder>>
  let resources: string
  let archive: string
  let packed: string[]

  beforeAll(async () => {
    place = await temporaryFolder()
    const distribution = join(place.folder, 'electron')
    const { devDependencies } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
      devDependencies: Record<string, string>
    }
    await makeDistribution(distribution, devDependencies['electron'] ?? '')
    run(join(TOOL, 'electron-vite'), ['build', '--logLevel', 'error'])
    run(process.execPath, ['resources/licences.mjs'])
    const output = join(place.folder, 'dist')
    run(join(TOOL, 'electron-builder'), [
      ...['--config', '.config/electron-builder.mjs', '--linux', 'dir', '--x64', '--publish', 'never'],
      ...[`-c.electronDist=${distribution}`, `-c.directories.output=${output}`],
    ])
    resources = join(output, 'linux-unpacked', 'resources')
    archive = join(resources, 'app.asar')
    packed = listPackage(archive, { isPack: false })
  }, 300_000)

  afterAll(() => place.remove())

  function run(program: string, args: readonly string[]): void {
    const done = spawnSync(program, args, { cwd: ROOT, encoding: 'utf8' })
    expect(done.status, `${done.stdout}${done.stderr}`).toBe(0)
  }

  it('holds what runs and nothing else', () => {
    const tops = new Set(packed.map((path) => path.split('/')[1]))
    expect([...tops].sort()).toEqual(['native', 'node_modules', 'out', 'package.json', 'resources'])
    const own = packed.filter((path) => !path.startsWith('/node_modules'))
    expect(own.filter((path) => /\.(?:ts|vue|map|cc|h)$|\/tests?\//.test(path))).toEqual([])
    expect(packed.filter((path) => /\.(?:map|pem|key)$|\.test\.|\/\.env/.test(path))).toEqual([])
    expect(own).toContain('/out/main/index.js')
    expect(own).toContain('/out/preload/index.cjs')
    expect(own).toContain('/out/renderer/index.html')
    for (const tool of ['vite', 'electron', 'typescript', 'vitest', 'node', 'audify']) {
      expect(packed).not.toContain(`/node_modules/${tool}/package.json`)
    }
  })

  it('holds native parts of this system alone, unpacked, and they load from there', () => {
    const unpacked = `${archive}.unpacked`
    const natives = readdirSync(unpacked, { recursive: true, encoding: 'utf8' }).filter((path) =>
      path.endsWith('.node'),
    )
    const named = (part: string) => natives.filter((path) => path.includes(part))
    expect(natives.filter((path) => /win32|darwin|musl/.test(path))).toEqual([])
    for (const part of ['audio', 'codec', 'dsp', 'net']) expect(named(`Release/${part}.node`)).toHaveLength(1)
    for (const part of ['better-sqlite3', 'sodium-native', 'uiohook-napi'])
      expect(named(part)).toHaveLength(1)
    // Where there is no screen the hook of keys complains at the end, so what was loaded is counted before.
    const files = JSON.stringify(natives.map((path) => join(unpacked, path)))
    const load = `console.log(${files}.filter((file) => process.dlopen({ exports: {} }, file) === undefined).length)`
    const loaded = spawnSync(process.execPath, ['-e', load], { encoding: 'utf8' })
    expect(loaded.stdout.trim(), loaded.stderr).toBe(String(natives.length))
  })

  it('security 19: has its fuses set', async () => {
    const wire = await getCurrentFuseWire(join(resources, '..', 'palabre'))
    const state = (option: FuseV1Options) => wire[option]
    expect(state(FuseV1Options.RunAsNode)).toBe(FuseState.DISABLE)
    expect(state(FuseV1Options.EnableNodeOptionsEnvironmentVariable)).toBe(FuseState.DISABLE)
    expect(state(FuseV1Options.EnableNodeCliInspectArguments)).toBe(FuseState.DISABLE)
    expect(state(FuseV1Options.GrantFileProtocolExtraPrivileges)).toBe(FuseState.DISABLE)
    expect(state(FuseV1Options.OnlyLoadAppFromAsar)).toBe(FuseState.ENABLE)
    expect(state(FuseV1Options.EnableEmbeddedAsarIntegrityValidation)).toBe(FuseState.ENABLE)
    expect(state(FuseV1Options.EnableCookieEncryption)).toBe(FuseState.ENABLE)
  })

  it('brings the licences of what it is made of', () => {
    const text = readFileSync(join(resources, '..', 'LICENCES.dependencies.txt'), 'utf8')
    for (const name of ['fastify', 'vue', 'better-sqlite3', 'sodium-native', 'PortAudio', 'libopus']) {
      expect(text).toContain(name)
    }
  })

  it('carries a call with its command', async () => {
    const app = join(place.folder, 'app')
    extractAll(archive, app)
    expect(existsSync(join(app, 'native/build/Release/codec.node'))).toBe(true)
    const command = [process.execPath, join(app, 'out/main/palabre.js')]
    const data = join(place.folder, 'data')
    const args = ['host', '--json', '--port', '0', '--no-discovery', '--bind', '127.0.0.1', '--data', data]
    const host = await startProgram(args, {}, command)
    try {
      const talk = ['talk', String(host.ready['invite']), '--json', '--input', 'tone:440', '--output', 'null']
      const speaker = await startProgram([...talk, '--name', 'Ada', '--seconds', '20'], {}, command)
      const heard = spawnSync(
        process.execPath,
        [...command.slice(1), ...talk.with(-3, 'silence'), '--name', 'Grace', '--seconds', '3'],
        { encoding: 'utf8' },
      )
      expect(heard.status, heard.stderr).toBe(0)
      const done = JSON.parse(heard.stdout.trim().split('\n').at(-1) ?? '') as { packetsReceived: number }
      expect(done.packetsReceived).toBeGreaterThan(100)
      await speaker.end()
    } finally {
      expect(await host.end()).toBe(0)
    }
  })
})
