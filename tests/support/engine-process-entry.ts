import type { EngineCommand, EngineOptions } from '../../electron/contract/engine.ts'
import { EngineWorker } from './engine-worker.ts'

/** Runs one engine for the process that forked this one: options first, then commands; events go back. */
process.once('message', (options: Partial<EngineOptions>) => {
  void EngineWorker.start(options).then((engine) => {
    for (const event of engine.events) process.send?.(event)
    engine.onEvent = (event) => process.send?.(event)
    process.on('message', (command: EngineCommand) => {
      if (command.type !== 'stop') engine.post(command)
      else
        void engine.stop().then(() => {
          process.disconnect()
        })
    })
  })
})
