import { askHost } from './ask-host.ts'

/** Prints the figures of a host on this machine, as one line of JSON: for a test whose process is on another. */
const [port = '', token = ''] = process.argv.slice(2)
const { text } = await askHost({ port: Number(port) }, '/metrics', token)
process.stdout.write(`${text}\n`)
