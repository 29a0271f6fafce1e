// Prints the source files of groups that libopus's makefiles name, for native/gyp/codec.gypi:
//   node gyp/opus-sources.mjs PREFIX GROUP...
// PREFIX is put before each path, which is relative to libopus's own folder.
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'

const opus = resolve(import.meta.dirname, '../../node_modules/audify/vendor/opus')
const [prefix = '', ...wanted] = process.argv.slice(2)

/** Every `NAME = file file` of a makefile; a line that ends in a backslash goes on in the next. */
function groupsOf(makefile) {
  const text = readFileSync(resolve(opus, makefile), 'utf8').replaceAll('\r', '').replaceAll('\\\n', ' ')
  return [...text.matchAll(/^(\w+)[ \t]*=(.*)$/gm)].map(([, name, files]) => [
    name,
    files.split(/\s+/).filter((file) => file !== ''),
  ])
}

const groups = new Map(['opus_sources.mk', 'celt_sources.mk', 'silk_sources.mk'].flatMap(groupsOf))
for (const name of wanted) {
  const files = groups.get(name)
  if (files === undefined) throw new Error(`libopus has no group of sources ${name}`)
  for (const file of files) console.log(`${prefix}/${file}`)
}
