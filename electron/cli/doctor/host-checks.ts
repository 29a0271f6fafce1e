import { randomUUID } from 'node:crypto'
import { accessSync, constants, existsSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { createServer } from 'node:net'
import { DEFAULT_PORT } from '../../contract/invite.ts'
import { PalabreError } from '../../contract/errors.ts'
import { isCurrent, readCertificate } from '../../host/own-certificate.ts'
import { inspectDatabase } from '../../storage/peek.ts'
import { DATABASE_FILE } from '../../storage/store.ts'
import { openTransport } from '../../voice/transport/open-transport.ts'
import { optionsOf } from '../host.ts'
import { keptIn } from '../host-settings/kept.ts'
import type { ReadSettings } from '../host-settings/read.ts'
import { LocalHost } from '../local-host.ts'
import { fail, ok, warn, type Finding } from './check.ts'

/** Less free space than this is worth a word, bytes: a copy of a large database still fits. */
const LEAST_FREE = 256 * 1024 * 1024
const MEBI = 1024 * 1024

/** Whether the data folder, or the nearest folder above it that exists, can be written, and has room. */
export function folderFinding(folder: string): Finding {
  const isThere = existsSync(folder)
  const place = isThere ? folder : nearestFolder(folder)
  try {
    accessSync(place, constants.W_OK)
    const probe = join(place, `.palabre-${randomUUID()}`)
    writeFileSync(probe, '')
    rmSync(probe)
  } catch (error) {
    throw new PalabreError('data-unwritable', { detail: place, cause: error })
  }
  const { bavail, bsize } = statfsSync(place)
  const free = bavail * bsize
  const says = `${folder}${isThere ? '' : ' (made at the first start)'}, ${String(Math.round(free / MEBI))} MiB free`
  return free >= LEAST_FREE ? ok(says) : warn(`${says}.`, 'Make room: a host that cannot write stops.')
}

function nearestFolder(folder: string): string {
  return existsSync(folder) ? folder : nearestFolder(dirname(folder))
}

/** Whether what the host keeps is whole. A running host has its database for itself, and looks after it. */
export function databaseFinding(folder: string, running: LocalHost | undefined): Finding {
  const file = join(folder, DATABASE_FILE)
  if (running !== undefined) return ok('in use by the host that runs')
  if (!existsSync(file)) return ok('none yet; it is made at the first start')
  const { problem, schema } = inspectDatabase(file)
  if (problem === undefined) return ok(`whole, schema ${String(schema)}`)
  return fail(`${file}: ${problem}.`, 'Put a copy of it in its place, and keep the broken one.')
}

/** Whether the host could have its port, for TCP and UDP. */
export async function portFinding(read: ReadSettings, running: LocalHost | undefined): Promise<Finding> {
  const { bind, port: set, data } = read.settings
  if (running !== undefined) return ok(`${String(running.port)}, in use by the host that runs`)
  const port = set ?? Number(keptIn(data).port ?? DEFAULT_PORT)
  if (port === 0) return ok('any free one')
  try {
    await tryTcp(bind, port)
    const transport = await openTransport({ kind: 'auto', bind, port })
    transport.close()
    return ok(`${String(port)} is free for TCP and UDP`)
  } catch (error) {
    const isTaken = error instanceof PalabreError && error.code === 'port-in-use'
    if (set !== undefined || !isTaken) throw error
    return warn(`${String(port)} is used by another program.`, 'The host will take the next free one.')
  }
}

function tryTcp(bind: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', (error: NodeJS.ErrnoException) => {
      const code = ['EADDRINUSE', 'EACCES'].includes(error.code ?? '') ? 'port-in-use' : 'address-unusable'
      // A machine without IPv6 listens on IPv4 alone.
      if (code === 'address-unusable' && bind === '::') resolve()
      else reject(new PalabreError(code, { detail: `${bind} port ${String(port)}`, cause: error }))
    })
    server.listen({ host: bind, port }, () => {
      server.close(() => {
        resolve()
      })
    })
  })
}

/** The certificate that guests will meet. */
export function certificateFinding(read: ReadSettings, nowMs: number): Finding {
  const { certificate } = optionsOf(read.settings)
  if (certificate === undefined) return ok('the host’s own')
  const given = readCertificate(certificate)
  if (isCurrent(given, nowMs)) return ok(certificate.certificateFile)
  return warn(
    `${certificate.certificateFile} does not hold at this time.`,
    'Browsers refuse it; guests go on.',
  )
}
