import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Plugin } from 'vite'

/** What a part of this program may be used for, and by whose word. */
export interface Licence {
  readonly name: string
  readonly version: string
  readonly licence: string
  /** The whole text; empty where the package carries none. */
  readonly text: string
}

/** What is linked into the native parts, and the package that brings it. */
const LINKED = [
  { name: 'libopus', version: '1.5.2', licence: 'BSD-3-Clause', file: 'audify/vendor/opus/COPYING' },
  { name: 'PortAudio', version: '19.7', licence: 'MIT', file: 'naudiodon/portaudio/include/portaudio.h' },
] as const

const NAMED = /^(licen[cs]e|copying)/i

/** Writes `licences.json` beside the page: of everything that the page or the program is made of. */
export function licencesPlugin(root: string): Plugin {
  return {
    name: 'palabre-licences',
    apply: 'build',
    async generateBundle() {
      const bundled = [...this.getModuleIds()].flatMap((id) => packageIn(id) ?? [])
      const source = JSON.stringify(await licencesOf(root, bundled))
      this.emitFile({ type: 'asset', fileName: 'licences.json', source })
    },
  }
}

/** The licences of all that is installed with the program, of the given packages, and of what is linked in; by name. */
export async function licencesOf(root: string, bundled: readonly string[]): Promise<readonly Licence[]> {
  const folders = new Set([...(await shippedIn(root)), ...bundled.map((name) => `node_modules/${name}`)])
  const packages = await Promise.all([...folders].map((folder) => licenceIn(join(root, folder))))
  const linked = await Promise.all(
    LINKED.map(async ({ file, ...about }) => ({
      ...about,
      text: noticeOf(await readFile(join(root, 'node_modules', file), 'utf8').catch(() => '')),
    })),
  )
  const all = [...packages.filter((one) => one !== undefined), ...linked]
  const once = new Map(all.map((one) => [`${one.name} ${one.version}`, one]))
  return [...once.values()].toSorted((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0))
}

/** The package that a bundled file is of. */
export function packageIn(id: string): string | undefined {
  const path = id.split('/node_modules/').slice(1).at(-1)
  const [first = '', second = ''] = path?.split('/') ?? []
  if (first === '') return undefined
  return first.startsWith('@') ? `${first}/${second}` : first
}

/** Folders of the packages that are installed with the program, as the lock file has them. */
async function shippedIn(root: string): Promise<string[]> {
  const lock = JSON.parse(await readFile(join(root, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, { dev?: boolean; devOptional?: boolean }>
  }
  return Object.entries(lock.packages)
    .filter(([folder, { dev, devOptional }]) => folder !== '' && dev !== true && devOptional !== true)
    .map(([folder]) => folder)
}

/** Undefined for a package of another system, which is not there. */
async function licenceIn(folder: string): Promise<Licence | undefined> {
  const about = await readFile(join(folder, 'package.json'), 'utf8').catch(() => undefined)
  if (about === undefined) return undefined
  const { name, version, license } = JSON.parse(about) as Record<string, unknown>
  if (typeof name !== 'string' || typeof version !== 'string') return undefined
  const files = await readdir(folder)
  const file = files.find((one) => NAMED.test(one))
  const text = file === undefined ? '' : await readFile(join(folder, file), 'utf8').catch(() => '')
  return { name, version, licence: typeof license === 'string' ? license : 'see text', text: text.trim() }
}

/** A header carries its notice as its first comments; a licence is one as it is. */
function noticeOf(text: string): string {
  const comments = text.slice(0, text.indexOf('#include')).match(/\/\*[\s\S]*?\*\//g)
  return (comments === null ? text : comments.join('\n')).trim()
}
