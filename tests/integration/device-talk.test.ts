import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  aligned,
  delayByCorrelation,
  levelDb,
  readWav,
  speech,
  stoi,
  writeWav,
} from '../support/audio-measure.ts'
import { startPulse, type PulseServer } from '../support/pulse.ts'
import { playInto, recordSink } from '../support/pulse-tape.ts'
import { requirePart } from '../support/requirement.ts'
import { spawnHost, type HostProcess } from '../support/running-host.ts'
import { TalkProcess } from '../support/running-talk.ts'
import { areRealTime, mayBeRealTime } from '../support/thread-policies.ts'

const SECONDS = 4

describe.skipIf(requirePart('pulseaudio'))('two guests of a host, with sound devices', () => {
  let folder = ''
  let pulse: PulseServer
  let host: HostProcess
  const talkers: TalkProcess[] = []

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'palabre-device-talk-'))
    pulse = await startPulse(['mouth', 'ear', 'silence', 'unheard'])
    host = await spawnHost(
      '--data',
      join(folder, 'host'),
      '--bind',
      '127.0.0.1',
      '--no-discovery',
      '--port',
      '0',
    )
  })

  afterAll(async () => {
    for (const one of talkers) await one.end('SIGKILL')
    await host.end('SIGKILL')
    await pulse.close()
    await rm(folder, { recursive: true })
  })

  function talk(name: string, microphone: string, loudspeaker: string): TalkProcess {
    // As it is: gain and loudness matching would change the level, which is compared.
    const devices = [
      '--no-dsp',
      '--input',
      `device:pulse:${microphone}.monitor`,
      '--output',
      `device:pulse:${loudspeaker}`,
    ]
    const talker = new TalkProcess(host.ready.invite, ['--name', name, ...devices], pulse.env)
    talkers.push(talker)
    return talker
  }

  // Another program that takes both cores for a moment tears holes that are nobody's fault: three tries.
  test('what one says into the microphone, the other hears from the loudspeaker', { retry: 2 }, async () => {
    const clean = speech(SECONDS)
    const [said, heard] = [join(folder, 'said.wav'), join(folder, 'heard.wav')]
    writeWav(said, clean)
    const [near, far] = [talk('near', 'mouth', 'unheard'), talk('far', 'silence', 'ear')]
    await Promise.all([near.ready(), far.ready()])
    const hears = (one: TalkProcess) =>
      one.until(({ event, packetsReceived = 0 }) => event === 'stats' && packetsReceived > 50)
    await Promise.all([hears(near), hears(far)])
    // The sound client's threads inherit the engine's priority, since it asks before a device is opened.
    const clients = areRealTime(far.child.pid ?? 0, 'threaded-ml')
    expect(clients.length).toBeGreaterThan(0)
    if (mayBeRealTime()) expect(clients).not.toContain(false)

    const stopRecording = recordSink(pulse, 'ear', heard)
    await delay(500)
    await playInto(pulse, 'mouth', said)
    await delay(500)
    await stopRecording()
    await Promise.all([near.end(), far.end()])

    const recording = readWav(heard).samples
    const lag = delayByCorrelation(clean, recording, 0, recording.length - clean.length)
    const whole = aligned(recording, lag, clean.length)
    const report = JSON.stringify(far.done)
    expect(near.lines.concat(far.lines).filter(({ event }) => event === 'device')).toEqual([])
    expect(stoi(clean, whole), report).toBeGreaterThanOrEqual(0.95)
    expect(Math.abs(levelDb(whole) - levelDb(clean)), report).toBeLessThan(1.5)
    expect(far.done.lost, report).toBe(0)
  })
})
