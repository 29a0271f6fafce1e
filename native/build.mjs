// Builds the native addons with the node-gyp that npm carries. Run by npm as the `install` script.
import { spawnSync } from 'node:child_process'
import { availableParallelism } from 'node:os'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'

const nodeGyp = process.env.npm_config_node_gyp
if (nodeGyp === undefined) {
  console.error('palabre: run this through npm (`npm run install`): npm brings the build tool.')
  process.exit(1)
}
const result = spawnSync(
  process.execPath,
  [nodeGyp, 'configure', 'build', '--loglevel=error', '-j', String(availableParallelism())],
  { cwd: dirname(fileURLToPath(import.meta.url)), stdio: ['ignore', 'ignore', 'inherit'] },
)
if (result.status !== 0) {
  console.error(
    'palabre: the native parts could not be built; install a C++ compiler, make and Python 3, then run `npm ci` again.',
  )
  process.exit(1)
}
