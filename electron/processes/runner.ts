import { fork } from 'node:child_process'
import process from 'node:process'
import { Emitter } from '../base/emitter.ts'
import { entryPath } from './entry.ts'
import { childPorts, type Port } from './port.ts'

/** The services that a page can speak to; each runs in a process of its own. */
export type ServiceName = 'host' | 'voice'
/** All of them: what watches keys is spoken to by the app alone. */
export type ProcessName = ServiceName | 'keys'

/** A service that has been started. */
export interface RunningService {
  readonly pid: number | undefined
  /** A new line to the service. */
  open(): Port
  /** What it writes to its log, in pieces; it stands on the stderr of this process too. */
  onLog(listener: (text: string) => void): void
  /** Once, when the process is gone; null after a signal. */
  onExit(listener: (code: number | null) => void): void
  /** Asks it to end, and kills it after the time limit. */
  stop(limitMs: number): Promise<void>
}

/** Starts services: `utilityProcess` under Electron, `child_process` under Node. */
export interface Runner {
  start(service: ProcessName, dataDir: string): RunningService
}

/** Runs services as children of this Node process. They end when this process does. */
export const forkRunner: Runner = {
  start(service, dataDir) {
    const child = fork(entryPath(`${service}.process`), ['--data', dataDir], {
      stdio: ['ignore', 'inherit', 'pipe', 'ipc'],
      serialization: 'advanced',
    })
    const ports = childPorts(child)
    const log = passOn(child.stderr)
    const exited = new Emitter<number | null>()
    let isGone = false
    const gone = (code: number | null): void => {
      if (isGone) return
      isGone = true
      exited.emit(code)
    }
    child.on('exit', gone)
    // A child that could not be started has no exit.
    child.on('error', () => {
      gone(null)
    })
    return {
      pid: child.pid,
      open: () => ports.open(),
      onLog: (listener) => {
        log.on(listener)
      },
      onExit: (listener) => {
        exited.on(listener)
      },
      stop: (limitMs) =>
        new Promise((resolve) => {
          if (isGone) {
            resolve()
            return
          }
          const timer = setTimeout(() => child.kill('SIGKILL'), limitMs)
          exited.on(() => {
            clearTimeout(timer)
            resolve()
          })
          // The service ends by itself when its line to us is cut.
          if (child.connected) child.disconnect()
          else child.kill('SIGTERM')
        }),
    }
  },
}

/** Writes what a service logs to the stderr of this process, and tells of it. */
export function passOn(stderr: NodeJS.ReadableStream | null): Emitter<string> {
  const log = new Emitter<string>()
  stderr?.setEncoding('utf8')
  stderr?.on('data', (text: string) => {
    process.stderr.write(text)
    log.emit(text)
  })
  return log
}

/** The folder of the service's data as given by `--data DIR`, for entry files. */
export function dataDirOf(args: readonly string[]): string {
  const place = args.indexOf('--data')
  const dir = place < 0 ? undefined : args[place + 1]
  if (dir === undefined) {
    process.stderr.write('palabre: a service process needs --data DIR.\n')
    process.exit(2)
  }
  return dir
}
