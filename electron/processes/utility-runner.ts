import { MessageChannelMain, utilityProcess } from 'electron'
import { Emitter } from '../base/emitter.ts'
import { entryPath } from './entry.ts'
import { electronPort } from './parent-ports.ts'
import { passOn, type Runner } from './runner.ts'

/** Runs services as utility processes of Electron. The only file here that knows Electron. */
export const utilityRunner: Runner = {
  start(service, dataDir) {
    const child = utilityProcess.fork(entryPath(`${service}.process`), ['--data', dataDir], {
      serviceName: `palabre ${service}`,
      stdio: ['ignore', 'inherit', 'pipe'],
    })
    const log = passOn(child.stderr)
    const exited = new Emitter<number | null>()
    let isGone = false
    child.once('exit', (code) => {
      isGone = true
      exited.emit(code)
    })
    return {
      get pid() {
        return child.pid
      },
      open() {
        const { port1, port2 } = new MessageChannelMain()
        child.postMessage(null, [port2])
        return electronPort(port1)
      },
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
          const { pid } = child
          const timer = setTimeout(() => {
            if (pid !== undefined) process.kill(pid, 'SIGKILL')
          }, limitMs)
          exited.on(() => {
            clearTimeout(timer)
            resolve()
          })
          // SIGTERM: the service closes and ends by itself.
          child.kill()
        }),
    }
  },
}
