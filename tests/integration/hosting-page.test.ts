import { execFileSync } from 'node:child_process'
import { existsSync, globSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { SETTING_KEYS, variableOf } from '../../electron/cli/host-settings/catalogue.ts'
import { requirePart } from '../support/requirement.ts'
import { runCli } from '../support/run-cli.ts'
import { spawnHost, type HostProcess } from '../support/running-host.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const ROOT = join(import.meta.dirname, '../..')
const textOf = (name: string): string => readFileSync(join(ROOT, 'resources', name), 'utf8')

/** The commands of a page's blocks of shell, in their order. */
function commandsOf(page: string): string[][] {
  const blocks = [...page.matchAll(/^```sh\n(.*?)^```$/gms)].flatMap(([, text = '']) =>
    text.trim().split('\n'),
  )
  return blocks
    .map((line) => line.split(' '))
    .filter(([program]) => program === 'palabre')
    .map(([, ...words]) => words)
}

let place: Awaited<ReturnType<typeof temporaryFolder>>
let host: HostProcess
beforeAll(async () => {
  place = await temporaryFolder()
  host = await spawnHost('--data', place.folder, '--bind', '127.0.0.1', '--port', '0', '--no-discovery')
})
afterAll(async () => {
  await host.end('SIGTERM')
  await place.remove()
})

describe('the page about running a host', () => {
  const commands = commandsOf(textOf('hosting.md'))

  it('has commands of every kind', () => {
    expect(new Set(commands.map(([name]) => name))).toEqual(
      new Set(['doctor', 'host', 'token', 'health', 'backup']),
    )
  })

  it.each(commands.filter((words) => words.join(' ') !== 'host').map((words) => [words.join(' ')]))(
    'says what works: palabre %s',
    async (command) => {
      const run = await runCli(command.split(' '), {
        PALABRE_HOST_DATA: place.folder,
        PALABRE_HOST_BIND: '127.0.0.1',
      })
      expect(run).toMatchObject({ code: 0, stderr: '' })
      expect(run.stdout).not.toBe('')
    },
  )

  it('names files that are there', () => {
    const links = [...textOf('hosting.md').matchAll(/\]\(([^)]+)\)/g)].map(([, path = '']) => path)
    expect(links.length).toBeGreaterThan(1)
    expect(links.filter((path) => !existsSync(join(ROOT, 'resources', path)))).toEqual([])
  })
})

describe('the service', () => {
  const unit = textOf('systemd/palabre-host.service')

  it('sets what can be set', () => {
    const variables = [...unit.matchAll(/^Environment=(\w+)=/gm)].map(([, name = '']) => name)
    const known = [...SETTING_KEYS.map(variableOf), 'PALABRE_HOST_CONFIG']
    expect(variables.length).toBeGreaterThan(0)
    expect(variables.filter((name) => !known.includes(name))).toEqual([])
  })

  it.skipIf(requirePart('systemd-analyze'))('is understood by systemd', () => {
    const file = join(place.folder, 'palabre-host.service')
    // systemd looks for the program, which is another one here.
    writeFileSync(file, unit.replace('/usr/bin/node', process.execPath))
    expect(execFileSync('systemd-analyze', ['verify', file], { encoding: 'utf8', stdio: 'pipe' })).toBe('')
  })
})

describe('the container', () => {
  const steps = textOf('docker/Dockerfile')
    .replaceAll('\\\n', ' ')
    .split('\n')
    .filter((line) => /^[A-Z]+ /.test(line))
  const argumentsOf = (word: string) =>
    steps.filter((line) => line.startsWith(`${word} `)).map((line) => line.slice(word.length + 1))

  it('copies what is there', () => {
    const copies = argumentsOf('COPY').map((line) => line.split(/\s+/).filter((part) => part !== ''))
    const own = copies
      .filter(([first = '']) => !first.startsWith('--from'))
      .flatMap((parts) => parts.slice(0, -1))
    expect(own).toContain('electron')
    expect(own.filter((path) => !existsSync(join(ROOT, path)))).toEqual([])
    const natives = copies
      .flat()
      .filter((path) => path.startsWith('/src/native/'))
      .map((path) => path.replace('/src/', ''))
    expect(natives.length).toBe(2)
    for (const pattern of natives) expect(globSync(pattern, { cwd: ROOT })).not.toEqual([])
  })

  it('runs as somebody without rights, and looks after itself', () => {
    const [user] = argumentsOf('USER')
    expect(
      argumentsOf('RUN').some((line) => line.startsWith('useradd') && line.endsWith(` ${user ?? '?'}`)),
    ).toBe(true)
    expect(argumentsOf('HEALTHCHECK')[0]).toContain('"health"')
    expect(argumentsOf('EXPOSE')).toEqual(['7780/tcp 7780/udp'])
    const variables = argumentsOf('ENV')
      .flatMap((line) => line.split(' '))
      .map((pair) => pair.split('=')[0])
    expect(variables.filter((name) => !SETTING_KEYS.map(variableOf).includes(name ?? ''))).toEqual([])
  })
})
