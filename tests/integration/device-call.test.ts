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
import { EngineProcess } from '../support/engine-process.ts'
import { joinCommands } from '../support/engine-worker.ts'
import { epochSecret, PacketGuest } from '../support/packet-guest.ts'
import { startPulse, type PulseServer } from '../support/pulse.ts'
import { playInto, recordSink } from '../support/pulse-tape.ts'
import { requirePart } from '../support/requirement.ts'
import { RouterWorker } from '../support/router-worker.ts'

const SECONDS = 4

let lastId = -1
/** Source ids are not used twice. */
const nextIds = (): number => (lastId += 2)

describe.skipIf(requirePart('pulseaudio'))('two engines with sound devices', () => {
  let folder = ''
  let pulse: PulseServer
  let router: RouterWorker

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'palabre-devices-'))
    pulse = await startPulse(['mouth', 'ear', 'silence', 'unheard'])
    router = await RouterWorker.start('native')
  })

  afterAll(async () => {
    await router.stop()
    await pulse.close()
    await rm(folder, { recursive: true })
  })

  // Another program that takes both cores for a moment tears holes that are nobody's fault: three tries.
  test('what is said into one microphone comes out of the other loudspeaker', { retry: 2 }, async () => {
    const ids = nextIds()
    const [speaker, listener] = [new PacketGuest(ids, 1), new PacketGuest(ids + 1, 1)]
    for (const { member } of [speaker, listener]) router.post({ type: 'memberAdded', member })
    router.post({ type: 'epoch', channelId: 1, epoch: 1, secret: epochSecret(1, 1) })
    const clean = speech(SECONDS)
    const said = join(folder, 'said.wav')
    const heard = join(folder, 'heard.wav')
    writeWav(said, clean)

    const device = (name: string) => ({ kind: 'device', name }) as const
    const [near, far] = await Promise.all([
      EngineProcess.start(
        { capture: device('pulse:mouth.monitor'), playback: device('pulse:unheard') },
        pulse.env,
      ),
      EngineProcess.start(
        { capture: device('pulse:silence.monitor'), playback: device('pulse:ear') },
        pulse.env,
      ),
    ])
    const { port } = router.started
    near.post(...joinCommands(port, speaker.member, [listener.member]))
    far.post(...joinCommands(port, listener.member, [speaker.member]))
    // Both microphones have given their first samples when both are heard.
    const hears = (engine: EngineProcess) =>
      engine.until((event) => event.type === 'stats' && event.stats.packetsReceived > 50)
    await Promise.all([hears(near), hears(far)])

    const stopRecording = recordSink(pulse, 'ear', heard)
    await delay(500)
    await playInto(pulse, 'mouth', said)
    await delay(500)
    await stopRecording()
    const [sent, received] = await Promise.all([near.stop(), far.stop()])

    const recording = readWav(heard).samples
    const lag = delayByCorrelation(clean, recording, 0, recording.length - clean.length)
    const whole = aligned(recording, lag, clean.length)
    const report = JSON.stringify({ sent: sent.stats, received: received.stats })
    expect(near.events.concat(far.events).filter((event) => event.type === 'device')).toEqual([])
    expect(stoi(clean, whole), report).toBeGreaterThanOrEqual(0.95)
    expect(Math.abs(levelDb(whole) - levelDb(clean)), report).toBeLessThan(1.5)
    expect(received.stats.lost, report).toBe(0)
    if (process.env['PALABRE_REPORT'] === '1') process.stderr.write(`${report}\n`)
  })
})
