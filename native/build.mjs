// Builds the native addons with the node-gyp that npm carries. Run by npm as the `install` script.
// Silent where all is well; on failure the compiler's first errors and one sentence.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { dirname, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

const here = dirname(fileURLToPath(import.meta.url))
/** Errors of the compiler that are shown; the log has all. */
const MOST_ERRORS = 3

/** Headers that a Node installation carries; any version serves, for only Node-API is used. */
function installedHeaders() {
  if (process.env.npm_config_nodedir !== undefined) return []
  const nodes = [process.env.npm_node_execpath, process.execPath].filter((path) => path !== undefined)
  const root = nodes
    .map((path) => resolve(dirname(path), '..'))
    .find((prefix) => existsSync(resolve(prefix, 'include/node/node_api.h')))
  return root === undefined ? [] : [`--nodedir=${root}`]
}

function fail(sentence) {
  console.error(`palabre: ${sentence}`)
  process.exit(1)
}

const nodeGyp = process.env.npm_config_node_gyp
if (nodeGyp === undefined) fail('run this through npm (`npm run install`), which brings the build tool.')

const result = spawnSync(
  process.execPath,
  [
    nodeGyp,
    'configure',
    'build',
    '--loglevel=error',
    ...installedHeaders(),
    '-j',
    String(availableParallelism()),
  ],
  {
    cwd: here,
    stdio: ['ignore', 'ignore', 'pipe'],
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  },
)
const said = (result.stderr ?? '').split('\n').filter((line) => line !== '' && !line.startsWith('npm warn'))
if (result.status === 0) {
  if (said.length > 0) console.error(said.join('\n'))
} else {
  mkdirSync(resolve(here, 'build'), { recursive: true })
  writeFileSync(resolve(here, 'build/error.log'), `${said.join('\n')}\n`)
  const errors = said.filter((line) => /\berror:/.test(line)).slice(0, MOST_ERRORS)
  if (errors.length > 0) console.error(errors.join('\n'))
  fail(
    'the native parts could not be built; install a C++ compiler, make and Python 3, then run `npm ci` again' +
      ' (native/build/error.log has the details).',
  )
}
