import process from 'node:process'
import { lockFolder } from '../../electron/storage/host-lock.ts'

/** A process that holds the lock of the file it is given until it is ended; it says when it has it. */
lockFolder(process.argv[2] ?? '')
process.send?.('held')
setInterval(() => {}, 60_000)
