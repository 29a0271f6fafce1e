import { expect, it } from 'vitest'
import { Emitter } from '../../../../electron/base/emitter.ts'
import type { MediaCommand, MediaEvent } from '../../../../electron/contract/media.ts'
import { MediaLink } from '../../../../electron/host/media-link.ts'
import type { MediaPort } from '../../../../electron/host/media-port.ts'
import type { Room } from '../../../../electron/host/services/room.ts'
import { FakeRecorder } from '../../../support/fake-recorder.ts'

it('hands commands one way and findings the other, of the newest worker only', () => {
  const [first, second] = [fakePort(), fakePort()]
  const heard: string[] = []
  const room = {
    setPath: (sourceId: number, path: string) => heard.push(`path ${String(sourceId)} ${path}`),
    tunnel: (sourceId: number) => heard.push(`tunnel ${String(sourceId)}`),
    excess: (sourceId: number, stage: string) => heard.push(`excess ${String(sourceId)} ${stage}`),
    restore: () => heard.push('restore'),
  }
  const link = new MediaLink()
  link.post({ type: 'stop' })
  link.serve(room as unknown as Room)
  link.attach(first.port)
  link.attach(second.port)
  link.post({ type: 'memberRemoved', sourceId: 1 })
  expect([first.posted, second.posted]).toEqual([[], [{ type: 'memberRemoved', sourceId: 1 }]])
  first.events.emit({ type: 'path', sourceId: 1, path: 'udp' })
  second.events.emit({ type: 'path', sourceId: 2, path: 'tcp' })
  second.events.emit({ type: 'tunnelOut', sourceId: 3, datagram: new Uint8Array(1) })
  second.events.emit({ type: 'excess', sourceId: 4, stage: 'first' })
  second.events.emit(STARTED)
  second.events.emit({ type: 'stopped' })
  expect(heard).toEqual(['path 2 tcp', 'tunnel 3', 'excess 4 first', 'restore'])
})

const STARTED = { type: 'started', port: 1, transport: 'dgram', threadId: 0 } as const

function fakePort() {
  const events = new Emitter<MediaEvent>()
  const posted: MediaCommand[] = []
  const port: MediaPort = {
    started: STARTED,
    running: true,
    recorder: new FakeRecorder(),
    post: (command) => void posted.push(command),
    onEvent: (listener) => events.on(listener),
    counters: () => ({}),
    stop: () => Promise.resolve(),
  }
  return { port, events, posted }
}
