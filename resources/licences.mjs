import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'

/**
 * Gathers the licences of everything that is shipped: `node resources/licences.mjs` writes `out/licences.txt`. A package
 * without a text of its own is named with its licence; one without either ends it with an error.
 */
const ROOT = join(import.meta.dirname, '..')
/** Bundled into the page, so they are no dependencies at run time. */
const IN_PAGE = [
  '@fontsource-variable/figtree',
  '@lucide/vue',
  '@vueuse/core',
  'pinia',
  'qrcode',
  'reka-ui',
  'vue',
  'vue-i18n',
  'vue-router',
]
const packages = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')).packages

/** Where a package that another one asks for lies: beside it or further up. */
function placeOf(name, from) {
  for (let folder = from; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('/node_modules/')))) {
    const place = `${folder === '' ? '' : `${folder}/`}node_modules/${name}`
    if (place in packages) return place
    if (folder === '') return undefined
  }
}

/** Everything that packages need, themselves counted. */
function needed(places, found = new Set()) {
  for (const place of places) {
    if (place === undefined || found.has(place)) continue
    found.add(place)
    const { dependencies = {}, optionalDependencies = {} } = packages[place]
    needed(
      Object.keys({ ...dependencies, ...optionalDependencies }).map((name) => placeOf(name, place)),
      found,
    )
  }
  return found
}

function textOf(place) {
  const folder = join(ROOT, place)
  // A part for another system is not installed here, and not shipped.
  if (!existsSync(folder)) return undefined
  const names = readdirSync(folder).filter((name) => /^(?:licen[cs]e|copying|notice)/i.test(name))
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  const texts = names.map((name) => readFileSync(join(folder, name), 'utf8').trim())
  if (texts.length === 0 && typeof manifest.license !== 'string') {
    throw new Error(`${place} has no licence`)
  }
  const head = `${manifest.name} ${manifest.version} (${manifest.license ?? 'see below'})`
  return [`${'='.repeat(80)}\n${head}\n`, ...texts].join('\n')
}

const own = Object.keys(packages[''].dependencies)
const places = [...needed([...own, ...IN_PAGE].map((name) => placeOf(name, '')))].sort()
const texts = places.map(textOf).filter((text) => text !== undefined)
const native = readFileSync(join(ROOT, 'native/README.md'), 'utf8')
mkdirSync(join(ROOT, 'out'), { recursive: true })
writeFileSync(
  join(ROOT, 'out/licences.txt'),
  [`Linked into the native parts:\n\n${native}`, ...texts].join('\n\n'),
)
process.stdout.write(`${String(texts.length)} licences\n`)
