import { writeSync } from 'node:fs'
import process from 'node:process'
import { openStore } from '../../electron/storage/store.ts'

/** Writes users into the store of a folder until it is ended, and tells of each once the call has returned. */
const [folder = '', round = ''] = process.argv.slice(2)
const STDOUT = 1

const store = openStore(folder)
for (let count = 0; ; count += 1) {
  const publicKey = new Uint8Array(32)
  new DataView(publicKey.buffer).setUint32(0, Number(round))
  new DataView(publicKey.buffer).setUint32(4, count)
  const { id } = store.users.add({
    publicKey,
    nickname: `${round} ${String(count)}`,
    role: 'guest',
    at: count,
  })
  writeSync(STDOUT, `${String(id)} ${round} ${String(count)}\n`)
}
