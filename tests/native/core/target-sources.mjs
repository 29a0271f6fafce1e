// Prints this system's files of the native core that have the given names:
//   node tests/native/core/target-sources.mjs clock.cc semaphore.cc
const FOLDERS = { linux: 'target_linux', darwin: 'target_mac', win32: 'target_win' }
for (const name of process.argv.slice(2)) console.log(`native/src/core/${FOLDERS[process.platform]}/${name}`)
