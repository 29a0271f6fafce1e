import { receiveMessageOnPort, type MessagePort } from 'node:worker_threads'
import type { MediaCommand } from '../contract/media.ts'
import type { CommandSource } from '../voice/router/media-loop.ts'

/** Commands from the thread that started this one; whoever posts there is ours, so nothing is checked. */
export function commandsOf(port: MessagePort): CommandSource {
  let stopListening: (() => void) | undefined
  return {
    take: () => (receiveMessageOnPort(port) as { message: MediaCommand } | undefined)?.message,
    listen(listener) {
      stopListening?.()
      stopListening = undefined
      if (listener === undefined) return
      port.on('message', listener)
      stopListening = () => {
        port.off('message', listener)
      }
    },
  }
}
