import { hostname } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { parseArgs } from 'node:util'
import { Check } from 'typebox/value'
import { systemClock } from '../base/clock.ts'
import { systemRandom } from '../base/random.ts'
import type { LinkCodeMade, OwnDevice } from '../contract/device-messages.ts'
import { PalabreError } from '../contract/errors.ts'
import type { GuestRequest, RoomAnswer } from '../contract/gateway.ts'
import { parseInvite, type Invite } from '../contract/invite.ts'
import { Name } from '../contract/models.ts'
import { SESSION_CONFIG } from '../session/config.ts'
import { enter } from '../session/enter.ts'
import { TlsGatewayConnector } from '../session/gateway-connector.ts'
import { loadIdentity } from '../session/identity.ts'
import type { GatewayConnection } from '../session/interfaces.ts'
import { appFolder } from './data-folders.ts'
import { inviteOnLan, isOnLan, lanSurroundings } from './lan-search.ts'

const HELP = `Usage: palabre link INVITE [OPTIONS]
       palabre link lan:[NAME] [OPTIONS]

Several devices can be one user of a host. Makes a code on a device that the host knows; within five minutes the
other device comes in with it: \`palabre talk INVITE --link-code CODE --data DIR\`, or in the app. From then on both
are the same user, with one name and the same rights, and both may be in at once.

  --list        list the devices of this user instead
  --remove ID   take one of them away; its stay ends
  --data DIR    folder of the identity (default: that of the app)
  --json        one JSON object per line

A stay of this very device that goes on elsewhere (the app, or talk with the same folder) is ended by it.
`
const USAGE_EXIT = 2

interface LinkOptions {
  readonly where: string
  readonly dataDir: string
  readonly act: 'make' | 'list' | { readonly remove: number }
  readonly json: boolean
}

/** `palabre link`. */
export async function run(args: string[]): Promise<number> {
  const options = readLinkOptions(args)
  if (options === 'help') {
    process.stdout.write(HELP)
    return 0
  }
  if (typeof options === 'string') {
    process.stderr.write(`palabre link: ${options}\n`)
    return USAGE_EXIT
  }
  const { where, act } = options
  const invite = parseInvite(isOnLan(where) ? await inviteOnLan(where, lanSurroundings()) : where)
  const answer = await askAs(options.dataDir, invite, requestOf(act))
  process.stdout.write(options.json ? `${JSON.stringify(eventOf(act, answer))}\n` : textOf(act, answer))
  return 0
}

/** What was asked for; `help`, or the sentence that says what is wrong. */
export function readLinkOptions(args: string[]): LinkOptions | string {
  const off = { type: 'boolean', default: false } as const
  const text = { type: 'string' } as const
  try {
    const options = { list: off, remove: text, data: text, json: off, help: off } as const
    const { values, positionals } = parseArgs({ args, options, allowPositionals: true })
    const [where, ...more] = positionals
    if (values.help) return 'help'
    if (where === undefined || more.length > 0) return 'one invite is needed.'
    const id = Number(values.remove)
    if (values.remove !== undefined && !(Number.isInteger(id) && id > 0))
      return `--remove takes a number that --list shows, not '${values.remove}'.`
    if (values.remove !== undefined && values.list) return '--list and --remove exclude each other.'
    const act = values.remove !== undefined ? { remove: id } : values.list ? 'list' : 'make'
    const dataDir = appFolder(values.data)
    return { where, dataDir, act, json: values.json }
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

/** Comes in as the identity of a folder, asks one thing, and leaves. */
async function askAs(dataDir: string, invite: Invite, request: GuestRequest): Promise<RoomAnswer> {
  const { identity } = await loadIdentity(join(dataDir, 'identity.json'), systemRandom)
  const nickname = Check(Name, hostname()) ? hostname() : 'guest'
  const attempt = new AbortController()
  const cancel = systemClock.after(SESSION_CONFIG.firstConnectMs, () => {
    attempt.abort()
  })
  try {
    const { connection } = await enter(
      { invite, nickname, keepName: true, channel: undefined, muted: true, deafened: true },
      {
        ...{ connector: new TlsGatewayConnector(systemClock), identity, signal: attempt.signal },
        ...{ onDialling: () => {}, onLogin: () => {} },
      },
    )
    return await askAndLeave(connection, request)
  } finally {
    cancel()
  }
}

async function askAndLeave(connection: GatewayConnection, request: GuestRequest): Promise<RoomAnswer> {
  connection.listen({ onEvent: () => {}, onDatagram: () => {}, onClosed: () => {} })
  try {
    const answer = await connection.request(request)
    if (answer.type !== 'ok') throw new PalabreError('message-malformed', { detail: answer.type })
    await connection.request({ type: 'leave' }).catch(() => undefined)
    return answer
  } finally {
    connection.close()
  }
}

function requestOf(act: LinkOptions['act']): GuestRequest {
  if (act === 'make') return { type: 'linkCode' }
  if (act === 'list') return { type: 'listDevices' }
  return { type: 'removeDevice', deviceId: act.remove }
}

/** The answer as programs read it. */
function eventOf(act: LinkOptions['act'], { link, devices }: RoomAnswer): object {
  if (act === 'make') return { event: 'link-code', ...link }
  if (act === 'list') return { event: 'devices', devices }
  return { event: 'removed', deviceId: act.remove }
}

/** The answer as people read it. */
function textOf(act: LinkOptions['act'], { link, devices }: RoomAnswer): string {
  if (act === 'make') return link === undefined ? '' : codeText(link)
  if (act === 'list') return (devices ?? []).map(lineOf).join('')
  return 'It is removed.\n'
}

function codeText({ code, lifetimeS }: LinkCodeMade): string {
  return `${code}\n\nGood for ${String(Math.round(lifetimeS / 60))} minutes, and for one device.\n`
}

function lineOf({ id, name, lastSeenAt, here, asking }: OwnDevice): string {
  const when = asking ? 'this one' : here ? 'in now' : `last in ${new Date(lastSeenAt).toISOString()}`
  return `${String(id).padStart(6)}  ${name === '' ? '-' : name}  (${when})\n`
}
