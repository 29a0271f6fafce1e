import { describe, expect, it } from 'vitest'
import { filesBelow, importsOf, textOf, type Import } from '../support/source-tree.ts'

/**
 * The layer rules of the project, each a line here. An exception needs a reason beside it,
 * and the list of exceptions may only shrink.
 */
const EXCEPTIONS: readonly { readonly from: string; readonly to: string; readonly why: string }[] = []

const ELECTRON = filesBelow('electron', ['.ts'])
const RENDERER = filesBelow('renderer', ['.ts', '.vue'])
const ALL = [...ELECTRON, ...RENDERER, ...filesBelow('native', ['.ts'])].flatMap(importsOf)

/** The folder below `electron/` (or the top folder elsewhere) that a path belongs to. */
function layerOf(path: string): string {
  const parts = path.split('/')
  return parts[0] === 'electron' ? (parts[1] ?? '') : (parts[0] ?? '')
}

/** The stage of a path in `electron/voice/`: a folder, or the file itself at the top. */
function stageOf(path: string): string {
  return path.split('/')[2] ?? ''
}

/** The imports that break a rule, as text for the failure. */
function broken(isWrong: (one: Import) => boolean): string[] {
  return ALL.filter(isWrong)
    .filter((one) => !EXCEPTIONS.some(({ from, to }) => from === one.from && to === one.to))
    .map((one) => `${one.from} imports ${one.to}`)
}

/** Imports of ours from one layer that go to none of the allowed ones. */
function leaves(layer: string, allowed: readonly string[]): string[] {
  return broken(
    (one) =>
      !one.isPackage &&
      layerOf(one.from) === layer &&
      one.from.startsWith('electron/') &&
      ![layer, ...allowed].includes(layerOf(one.to)),
  )
}

describe('layers', () => {
  it('sees the tree', () => {
    expect(ALL.length).toBeGreaterThan(50)
  })

  it('base imports nothing of ours', () => {
    expect(leaves('base', [])).toEqual([])
  })

  it('contract imports only its schema library', () => {
    expect(leaves('contract', [])).toEqual([])
    expect(
      broken((one) => one.isPackage && layerOf(one.from) === 'contract' && one.to !== 'typebox'),
    ).toEqual([])
  })

  it('voice imports base, contract and native', () => {
    expect(leaves('voice', ['base', 'contract', 'native'])).toEqual([])
  })

  it('stages know no other stage but packet, and packet knows none', () => {
    const shared = ['interfaces.ts', 'units.ts', 'config.ts']
    expect(
      broken((one) => {
        if (one.isPackage || layerOf(one.from) !== 'voice' || layerOf(one.to) !== 'voice') return false
        const [from, to] = [stageOf(one.from), stageOf(one.to)]
        if (from === to || from === 'pipeline' || shared.includes(to)) return false
        return from === 'packet' || to !== 'packet'
      }),
    ).toEqual([])
  })

  it('only processes and cli use pipeline and router', () => {
    expect(
      broken(
        (one) =>
          ['pipeline', 'router'].includes(layerOf(one.to) === 'voice' ? stageOf(one.to) : '') &&
          layerOf(one.from) !== 'processes' &&
          layerOf(one.from) !== 'cli' &&
          !(layerOf(one.from) === 'voice' && stageOf(one.from) === stageOf(one.to)),
      ),
    ).toEqual([])
  })

  it('only the stages at the edge, processes and cli reach native', () => {
    const edge = ['devices', 'capture', 'playback', 'codec', 'transport']
    expect(
      broken(
        (one) =>
          !one.isPackage &&
          one.to.startsWith('native/') &&
          !one.from.startsWith('native/') &&
          !(layerOf(one.from) === 'voice' && edge.includes(stageOf(one.from))) &&
          !['processes', 'cli'].includes(layerOf(one.from)),
      ),
    ).toEqual([])
  })

  it('host, session and storage never reach voice', () => {
    expect(leaves('host', ['base', 'contract', 'storage'])).toEqual([])
    expect(leaves('session', ['base', 'contract'])).toEqual([])
    expect(leaves('storage', ['base', 'contract'])).toEqual([])
  })

  it('main holds no media code', () => {
    expect(leaves('main', ['base', 'contract', 'processes', 'preload'])).toEqual([])
    expect(leaves('preload', ['base', 'contract'])).toEqual([])
  })

  it('the package electron is imported only in main, preload and one file of processes', () => {
    const users = ALL.filter((one) => one.to === 'electron' || one.to.startsWith('electron/main-')).filter(
      (one) => one.isPackage,
    )
    expect(users.filter((one) => !['main', 'preload', 'processes'].includes(layerOf(one.from)))).toEqual([])
    expect(users.filter((one) => layerOf(one.from) === 'processes').length).toBeLessThanOrEqual(1)
  })

  it('ipcMain and ipcRenderer stand in one file each', () => {
    const naming = (word: RegExp) => ELECTRON.filter((path) => word.test(textOf(path)))
    expect(naming(/\bipcMain\b/).length).toBeLessThanOrEqual(1)
    expect(naming(/\bipcRenderer\b/).length).toBeLessThanOrEqual(1)
  })

  it('the renderer imports the contract and itself', () => {
    expect(
      broken(
        (one) =>
          one.from.startsWith('renderer/') &&
          !one.isPackage &&
          !one.to.startsWith('renderer/') &&
          layerOf(one.to) !== 'contract',
      ),
    ).toEqual([])
    expect(broken((one) => one.from.startsWith('renderer/') && one.to.startsWith('node:'))).toEqual([])
  })

  it('only napi includes the headers of Node-API', () => {
    const wrong = filesBelow('native/src', ['.h', '.cc', '.c'])
      .filter((path) => !path.startsWith('native/src/napi/'))
      .filter((path) => /#include\s+[<"](?:node_api|js_native_api|uv|v8|node)\b/.test(textOf(path)))
    expect(wrong).toEqual([])
  })
})

describe('style', () => {
  const code = [...ELECTRON, ...RENDERER, ...filesBelow('native', ['.ts', '.cc', '.h', '.c'])]

  it('no file is longer than 450 lines', () => {
    expect(code.filter((path) => textOf(path).split('\n').length > 451)).toEqual([])
  })

  it('no file is called utils, helpers, common, misc or manager', () => {
    expect(code.filter((path) => /\/(?:utils?|helpers?|common|misc|manager)\.[a-z]+$/.test(path))).toEqual([])
  })

  it('time and chance are injected in voice', () => {
    const wrong = ELECTRON.filter((path) => path.startsWith('electron/voice/')).filter((path) =>
      /\b(?:Date\.now|Math\.random|setTimeout|setInterval|performance\.now)\b/.test(textOf(path)),
    )
    expect(wrong).toEqual([])
  })

  it('any has no place in voice and contract', () => {
    const wrong = ELECTRON.filter((path) => /^electron\/(?:voice|contract)\//.test(path)).filter((path) =>
      /:\s*any\b|<any>|\bas any\b/.test(textOf(path)),
    )
    expect(wrong).toEqual([])
  })
})
