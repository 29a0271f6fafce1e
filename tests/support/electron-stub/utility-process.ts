import { fork, type ChildProcess } from 'node:child_process'
import { EventEmitter } from 'node:events'
import { isPortMessage, type StubPort } from './ports.ts'

class UtilityProcess extends EventEmitter {
  readonly #child: ChildProcess
  readonly #ports: StubPort[] = []

  constructor(path: string, args: readonly string[]) {
    super()
    this.#child = fork(path, args, {
      serialization: 'advanced',
      stdio: ['ignore', 'inherit', 'pipe', 'ipc'],
      execArgv: ['--import', new URL('./parent-port.ts', import.meta.url).href],
    })
    this.#child.on('exit', (code) => {
      // The half that went there is gone, and so the whole channel.
      for (const port of this.#ports) port.other?.emit('close')
      this.emit('exit', code ?? 1)
    })
    this.#child.on('message', (message) => {
      // What the child posts to its half arrives at the half that stayed here.
      if (isPortMessage(message)) this.#ports[message.stubPort]?.other?.emit('message', message)
    })
  }

  get stderr(): ChildProcess['stderr'] {
    return this.#child.stderr
  }

  get pid(): number | undefined {
    return this.#child.pid
  }

  postMessage(_message: unknown, ports: readonly StubPort[] = []): void {
    for (const port of ports) {
      const stubPort = this.#ports.push(port) - 1
      port.transferred = (data) => {
        // It may end on the way; what is sent to nobody is dropped.
        if (this.#child.connected) this.#child.send({ stubPort, data }, () => {})
      }
      this.#child.send({ stubPort, isNew: true })
    }
  }

  kill(): boolean {
    return this.#child.kill()
  }
}

export const utilityProcess = {
  fork: (path: string, args: readonly string[]) => new UtilityProcess(path, args),
}
