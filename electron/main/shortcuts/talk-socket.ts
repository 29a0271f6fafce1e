import { createHash } from 'node:crypto'
import { chmod, lstat, mkdir, rm } from 'node:fs/promises'
import { connect, createServer, type Server, type Socket } from 'node:net'
import { tmpdir, userInfo } from 'node:os'
import { dirname, join } from 'node:path'
import process from 'node:process'
import { SHORTCUT_CONFIG } from '../config.ts'

/** What `palabre talk-key` may say: a word, then the end of the line. */
export const TALK_WORDS = ['down', 'up', 'toggle', 'mute', 'deafen'] as const
export type TalkWord = (typeof TALK_WORDS)[number]

/** What of the machine decides where the line is. */
export interface SocketSurroundings {
  readonly platform: string
  readonly env: Readonly<Record<string, string | undefined>>
  /** Folder for passing files, and the number of this user in names there. */
  readonly temporary: string
  readonly user: string
}

/** Where an app of a data folder listens for `palabre talk-key`: each data folder has a place of its own. */
export function talkSocketPath(
  dataDir: string,
  { platform, env, temporary, user }: SocketSurroundings,
): string {
  const name = createHash('sha256').update(dataDir).digest('hex').slice(0, 16)
  if (platform === 'win32') return `\\\\.\\pipe\\palabre-${user}-${name}`
  const runtime = env['XDG_RUNTIME_DIR']
  const folder =
    runtime === undefined || runtime === '' ? join(temporary, `palabre-${user}`) : join(runtime, 'palabre')
  return join(folder, `${name}.sock`)
}

/** The same on this machine, for this user. */
export function ownTalkSocket(dataDir: string): string {
  const { platform, env } = process
  const { uid, username } = userInfo()
  const user = platform === 'win32' ? username : String(uid)
  return talkSocketPath(dataDir, { platform, env, temporary: tmpdir(), user })
}

/** Listens there; only programs of this user get in. Answers how to end it. Rejects where it cannot be. */
export async function openTalkSocket(
  path: string,
  onWord: (word: TalkWord) => void,
): Promise<() => Promise<void>> {
  const isFile = !path.startsWith('\\\\')
  if (isFile) await prepareFolder(dirname(path))
  if (isFile && !(await isAnswered(path))) await rm(path, { force: true })
  const server = createServer((socket) => {
    serve(socket, onWord)
  })
  server.maxConnections = SHORTCUT_CONFIG.mostCallers
  await listening(server, path)
  if (isFile) await chmod(path, 0o600)
  return () =>
    new Promise((resolve) => {
      server.close(() => {
        resolve()
      })
    })
}

/** A folder that is this user's alone: nobody else can put a socket of theirs there, or reach ours. */
async function prepareFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const found = await lstat(folder)
  const own = process.getuid?.()
  if (!found.isDirectory() || (own !== undefined && found.uid !== own))
    throw new Error(`${folder} is not ours`)
  if ((found.mode & 0o077) !== 0) await chmod(folder, 0o700)
}

/** Whether another app listens there: a socket that a crash left behind refuses. */
function isAnswered(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = connect(path)
    probe.once('connect', () => {
      probe.destroy()
      resolve(true)
    })
    probe.once('error', () => {
      resolve(false)
    })
  })
}

function listening(server: Server, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(path, () => {
      server.off('error', reject)
      resolve()
    })
  })
}

/** One word, one answer, and the line is closed. */
function serve(socket: Socket, onWord: (word: TalkWord) => void): void {
  let text = ''
  socket.setTimeout(SHORTCUT_CONFIG.callerMs, () => socket.destroy())
  socket.on('error', () => {})
  socket.on('data', (bytes: Buffer) => {
    text += bytes.toString('latin1')
    const end = text.indexOf('\n')
    if (end < 0 && text.length <= SHORTCUT_CONFIG.wordBytes) return
    const word = TALK_WORDS.find((one) => one === text.slice(0, Math.max(0, end)))
    text = ''
    if (word === undefined) {
      socket.end('unknown\n')
      return
    }
    onWord(word)
    socket.end('ok\n')
  })
}
