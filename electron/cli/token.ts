import process from 'node:process'
import { Check } from 'typebox/value'
import { Name } from '../contract/models.ts'
import { SCOPES, type Scope } from '../contract/scopes.ts'
import { optionsOf, settingsSources } from './host.ts'
import { openHostKeys, type HostKeys } from './host-keys.ts'
import { readHostSettings, type ReadSettings } from './host-settings/read.ts'
import { WrongSetting } from './host-settings/wrong-setting.ts'
import { settingsCommand } from './settings-command.ts'

const HELP = `Usage: palabre token [COMMAND] [OPTIONS]

Shows and makes what opens a host to people and programs, whether the host runs or not.

  palabre token               the owner's token, which may everything
  palabre token renew         another one in its place; the one before is void at once
  palabre token claim         the link that makes who opens it first an owner; the same until it was used
  palabre token invite        an invite link
  palabre token create NAME   a token for a program; it is shown this once
  palabre token list          the tokens of programs
  palabre token revoke ID     takes a token back

  --scopes LIST   of create: what it may, of ${SCOPES.join(',')} (default: read)
  --days N        of create and invite: how long it holds (default: a token for good, an invite 7 days)
  --uses N        of invite: how many people it lets in, 0 for any number (default: 0)
  --data DIR      the host's folder; other settings of \`palabre host\` are understood too
  --json          print one line of JSON
`
const FLAGS = {
  scopes: { type: 'string' },
  days: { type: 'string' },
  uses: { type: 'string' },
  json: { type: 'boolean' },
} as const
const DAY_S = 86_400
const MOST_DAYS = 365
const MOST_USES = 10_000
const INVITE_DAYS = 7

/** What a command found out: for programs, and for people. */
interface Answer {
  readonly fields: object
  readonly text: string
}

/** `palabre token`. */
export function run(args: string[]): Promise<number> {
  return settingsCommand('token', HELP, args, async () => {
    const read = readHostSettings({ ...settingsSources(args), flags: FLAGS, allowWords: true })
    const work = commandIn(read)
    const keys = await openHostKeys(read.settings.data, optionsOf(read.settings))
    try {
      const { fields, text } = await work(keys)
      process.stdout.write(read.flags['json'] ? `${JSON.stringify(fields)}\n` : `${text}\n`)
    } finally {
      keys.close()
    }
    return 0
  })
}

/** The command of these words, all of it checked before a host is asked. */
function commandIn({ words, flags }: ReadSettings): (keys: HostKeys) => Promise<Answer> {
  const [command = 'owner', argument, ...more] = words
  const takesArgument = ['create', 'revoke'].includes(command)
  if (more.length > 0 || (argument !== undefined) !== takesArgument) {
    throw wrong(takesArgument ? `\`${command}\` takes one word.` : `\`${command}\` takes no further word.`)
  }
  const days = numberIn('days', flags, 1, MOST_DAYS)
  switch (command) {
    case 'owner':
      return async (keys) => Promise.resolve(line('ownerToken', keys.ownerToken()))
    case 'renew':
      return async (keys) => line('ownerToken', await keys.renewOwnerToken())
    case 'claim':
      return async (keys) => line('claim', await keys.claim())
    case 'invite': {
      const terms = {
        lifetimeS: (days ?? INVITE_DAYS) * DAY_S,
        uses: numberIn('uses', flags, 0, MOST_USES) ?? 0,
      }
      return async (keys) => line('invite', await keys.invite(terms))
    }
    case 'create': {
      const lifetime = days === undefined ? {} : { lifetimeS: days * DAY_S }
      const terms = { name: nameIn(argument), scopes: scopesIn(flags['scopes']), ...lifetime }
      return async (keys) => {
        const made = await keys.create(terms)
        return { fields: made, text: made.token }
      }
    }
    case 'list':
      return async (keys) => tableOf(await keys.list())
    case 'revoke': {
      const id = Number(argument)
      if (!Number.isSafeInteger(id) || id < 1)
        throw wrong('`revoke` takes the ID that `palabre token list` shows.')
      return async (keys) => {
        await keys.revoke(id)
        return { fields: { revoked: id }, text: `Token ${String(id)} is void.` }
      }
    }
    default:
      throw wrong(`there is no command '${command}'.`)
  }
}

function line(name: string, value: string): Answer {
  return { fields: { [name]: value }, text: value }
}

/** The list as people read it. */
export function tableOf(items: Awaited<ReturnType<HostKeys['list']>>): Answer {
  const day = (ms: number | null, none: string) =>
    ms === null ? none : new Date(ms).toISOString().slice(0, 10)
  const rows = items.map(({ id, name, scopes, lastUsedAt, expiresAt }) => [
    ...[String(id), name, scopes.join(',')],
    ...[day(lastUsedAt, 'never used'), day(expiresAt, 'for good')],
  ])
  const table = [['ID', 'NAME', 'SCOPES', 'LAST USED', 'HOLDS UNTIL'], ...rows]
  const width = (column: number) => Math.max(...table.map((row) => row[column]?.length ?? 0))
  const lines = table.map((row) =>
    row
      .map((cell, column) => cell.padEnd(width(column)))
      .join('  ')
      .trimEnd(),
  )
  return {
    fields: { items },
    text: rows.length === 0 ? 'There are no tokens of programs.' : lines.join('\n'),
  }
}

function numberIn(
  flag: string,
  flags: ReadSettings['flags'],
  least: number,
  most: number,
): number | undefined {
  const text = flags[flag]
  if (text === undefined) return undefined
  const number = /^\d+$/.test(String(text)) ? Number(text) : NaN
  if (number >= least && number <= most) return number
  throw wrong(
    `--${flag} takes a whole number from ${String(least)} to ${String(most)}, not '${String(text)}'.`,
  )
}

function nameIn(word: string | undefined): string {
  if (word !== undefined && Check(Name, word)) return word
  throw wrong('a token has a name of 1 to 32 characters.')
}

function scopesIn(text: string | boolean | undefined): Scope[] {
  const words = String(text ?? 'read').split(',')
  const scopes = SCOPES.filter((scope) => words.includes(scope))
  if (scopes.length === new Set(words).size) return scopes
  throw wrong(`--scopes takes some of ${SCOPES.join(',')}, not '${String(text)}'.`)
}

function wrong(sentence: string): WrongSetting {
  return new WrongSetting(sentence, '`palabre token --help` tells every command.')
}
