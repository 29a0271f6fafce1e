import { connect } from 'node:net'
import process from 'node:process'
import { parseArgs } from 'node:util'
import { PalabreError } from '../contract/errors.ts'
import { ownTalkSocket, TALK_WORDS } from '../main/shortcuts/talk-socket.ts'
import { appFolder } from './data-folders.ts'

const HELP = `Usage: palabre talk-key down|up|toggle|mute|deafen [--data DIR]

Tells the app that runs on this desktop that a key went down or up. For desktops that show no program the keys of
another one (Wayland): bind it to a key in the settings of the desktop, \`down\` to its press and \`up\` to its release,
or \`toggle\` where there are only presses.

  --data DIR   folder of the app's settings (default: the usual one)
`
const USAGE_EXIT = 2
/** The app answers at once; what takes longer hangs, ms. */
const ANSWER_MS = 2_000

/** `palabre talk-key`. */
export async function run(args: string[]): Promise<number> {
  const options = readOptions(args)
  if (typeof options === 'string') {
    const wrong = options !== ''
    ;(wrong ? process.stderr : process.stdout).write(wrong ? `palabre talk-key: ${options}\n\n${HELP}` : HELP)
    return wrong ? USAGE_EXIT : 0
  }
  await say(options.word, ownTalkSocket(options.dataDir))
  return 0
}

function say(word: string, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect(path)
    const fail = (cause?: unknown): void => {
      socket.destroy()
      reject(new PalabreError('app-not-running', { detail: path, ...(cause === undefined ? {} : { cause }) }))
    }
    let answer = ''
    socket.setTimeout(ANSWER_MS, fail)
    socket.on('error', fail)
    socket.on('connect', () => socket.write(`${word}\n`))
    socket.on('data', (bytes: Buffer) => (answer += bytes.toString('latin1')))
    socket.on('end', () => {
      if (answer === 'ok\n') resolve()
      else fail()
    })
  })
}

/** The options; a text where they are wrong, an empty one where help was asked for. */
function readOptions(args: string[]): { word: string; dataDir: string } | string {
  try {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: { data: { type: 'string' }, help: { type: 'boolean', default: false } },
    })
    if (values.help) return ''
    const [word = '', ...more] = positionals
    if (more.length > 0 || !TALK_WORDS.some((one) => one === word))
      return `one of ${TALK_WORDS.join(', ')} is wanted.`
    return { word, dataDir: appFolder(values.data) }
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}
