// Prints which PortAudio the addon `audio` is linked with, for audio.gypi:
// `bundled` (out of the package naudiodon), `system` (the machine's), or `none` (the addon is left out).
// Arguments: the target's operating system and processor as gyp names them.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const FOLDER = fileURLToPath(new URL('../../node_modules/naudiodon/portaudio/', import.meta.url))
const BUNDLED = {
  'linux-x64': 'bin/libportaudio.so.2',
  'mac-x64': 'bin/libportaudio.dylib',
  'mac-arm64': 'bin/libportaudio.dylib',
  'win-x64': 'bin/portaudio_x64.dll',
}

/** Whether this machine's linker finds a PortAudio; its headers need not be installed. */
function systemLinks() {
  const compiler = process.env.CC ?? 'cc'
  const flags = ['-shared', '-x', 'c', '/dev/null', '-o', '/dev/null', '-l:libportaudio.so.2']
  return spawnSync(compiler, flags, { stdio: 'ignore', shell: compiler.includes(' ') }).status === 0
}

function choose(system, processor) {
  if (!existsSync(`${FOLDER}include/portaudio.h`)) return 'none'
  const bundled = BUNDLED[`${system}-${processor}`]
  if (bundled !== undefined && existsSync(FOLDER + bundled)) return 'bundled'
  return system === 'linux' && systemLinks() ? 'system' : 'none'
}

console.log(choose(process.argv[2], process.argv[3]))
