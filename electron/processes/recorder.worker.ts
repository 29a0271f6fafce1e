import { parentPort, receiveMessageOnPort, workerData, type MessagePort } from 'node:worker_threads'
import { systemClock } from '../base/clock.ts'
import type { RecorderCommand, RecorderEvent } from '../contract/recording.ts'
import { RECORD_CONFIG } from '../voice/record/config.ts'
import { Recorder } from '../voice/record/recorder.ts'

/** The recorder of a host: writes what the media worker has put into the ring, in a thread that may wait for a disk. */
function main(port: MessagePort, ring: SharedArrayBuffer): void {
  const post = (event: RecorderEvent): void => {
    port.postMessage(event)
  }
  const recorder = new Recorder({ ring, clock: systemClock, post })
  const turn = (): void => {
    // Commands first: a packet can be in the ring as soon as its recording has been asked for.
    for (let command = nextOf(port); command !== undefined; command = nextOf(port)) {
      if (!recorder.apply(command)) continue
      recorder.close()
      port.close()
      return
    }
    recorder.turn()
    systemClock.after(RECORD_CONFIG.turnMs, turn)
  }
  turn()
}

/** The next command that waits; whoever posts there is ours, so nothing is checked. */
function nextOf(port: MessagePort): RecorderCommand | undefined {
  return (receiveMessageOnPort(port) as { message: RecorderCommand } | undefined)?.message
}

if (parentPort === null) throw new Error('the recorder is a worker thread; it does not run alone')
main(parentPort, workerData as SharedArrayBuffer)
