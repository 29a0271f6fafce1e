import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterEach, describe, expect, test } from 'vitest'
import { findAddon, isNativeError } from '../../native/index.ts'
import { requirePart } from '../support/requirement.ts'

const NATIVE = resolve(import.meta.dirname, '../../native')

const folders: string[] = []
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})

function emptyFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'palabre-native-'))
  folders.push(folder)
  return folder
}

/** A copy of the loader in a folder of its own, beside which stands only what a test puts there. */
function copiedLoader(): string {
  const folder = join(emptyFolder(), 'native')
  for (const file of ['index.ts', 'types.ts']) cpSync(join(NATIVE, file), join(folder, file))
  return join(folder, 'index.ts')
}

/** Evaluates an expression of `native` (the loader's module) in a process of its own; answers JSON of it. */
function inChild(loader: string, expression: string): unknown {
  const code = `
    const native = await import(${JSON.stringify(pathToFileURL(loader).href)})
    const caught = (call) => { try { call() } catch (error) { return { name: error.name, code: error.code, message: error.message } } }
    console.log(JSON.stringify(${expression}) ?? 'null')`
  const text = execFileSync(process.execPath, ['--input-type=module', '-e', code], { encoding: 'utf8' })
  return JSON.parse(text) as unknown
}

describe('each addon loads without the others', () => {
  test.each([
    ['codec', 'loadCodec', 'createEncoder'],
    ['audio', 'loadAudio', 'openCapture'],
    ['net', 'loadNet', 'createSocket'],
    ['dsp', 'loadDsp', 'createEchoCanceller'],
  ] as const)('%s', (part, load, member) => {
    const loader = copiedLoader()
    const built = findAddon(part)
    if (built === undefined) throw new Error(`${part}.node has not been built; run "npm run install".`)
    const files = readdirSync(dirname(built), { withFileTypes: true }).filter((file) => file.isFile())
    // Audio stands with its sound library beside it, so files that are no addons come along.
    for (const { name } of files) {
      if (name.endsWith('.node') && name !== `${part}.node`) continue
      cpSync(join(dirname(built), name), join(dirname(loader), 'build/Release', name))
    }
    expect(inChild(loader, `typeof native.${load}().${member}`)).toBe('function')
    expect(inChild(loader, `native.${load}() === native.${load}()`)).toBe(true)
  })
})

describe('an addon that cannot be had', () => {
  test('because it is not there, is a named error', () => {
    expect(inChild(copiedLoader(), 'caught(native.loadCodec)')).toEqual({
      name: 'NativeUnavailableError',
      code: 'native-missing',
      message: 'The native part "codec" has not been built.',
    })
  })

  test('because its file is damaged, says why in one line', () => {
    const loader = copiedLoader()
    const release = join(dirname(loader), 'build/Release')
    mkdirSync(release, { recursive: true })
    writeFileSync(join(release, 'net.node'), 'not a library')
    const error = inChild(loader, 'caught(native.loadNet)') as Record<string, string>
    expect(error['name']).toBe('NativeUnavailableError')
    expect(error['message']).toMatch(/^The native part "net" could not be loaded: .+\.$/)
    expect(error['message']).not.toContain('\n')
  })

  test.skipIf(requirePart('linux'))('because it is another addon under this name, is refused', () => {
    const loader = copiedLoader()
    cpSync(findAddon('codec') ?? '', join(dirname(loader), 'build/Release/net.node'))
    const error = inChild(loader, 'caught(native.loadNet)') as Record<string, string>
    expect(error['message']).toContain('is of another version')
  })
})

describe('the place of an addon', () => {
  function place(...path: string[]): string {
    const file = join(...path)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, '')
    return file
  }
  const shipped = `prebuilds/${process.platform}-${process.arch}`

  test('is found from bundles and from sources', () => {
    const root = emptyFolder()
    const file = place(root, 'native/build/Release/codec.node')
    for (const from of ['out/main', 'out/main/chunks', 'native', 'electron/voice/codec', '.']) {
      expect(findAddon('codec', join(root, from))).toBe(file)
    }
    expect(findAddon('net', root)).toBeUndefined()
  })

  test('is found as shipped, outside the archive', () => {
    const root = emptyFolder()
    const file = place(root, 'app.asar.unpacked/native', shipped, 'audio.node')
    expect(findAddon('audio', join(root, 'app.asar/out/main/chunks'))).toBe(file)
  })
})

test('errors of the system are told from others by name', () => {
  const error = Object.assign(new Error('x'), { name: 'NativeError', code: 'closed' })
  expect(isNativeError(error)).toBe(true)
  expect(isNativeError(new TypeError('x'))).toBe(false)
  expect(isNativeError({ name: 'NativeError', code: 'closed' })).toBe(false)
})
