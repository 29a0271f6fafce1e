import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import { formatInvite, parseInvite } from '../../electron/contract/invite.ts'
import type { Impairment } from './lossy-link.ts'
import { startLossyProxy } from './lossy-proxy.ts'
import { formatTrace, TraceRecorder, type PacketTrace } from './packet-trace.ts'
import { startPulse } from './pulse.ts'
import { spawnHost } from './running-host.ts'
import { TalkProcess } from './running-talk.ts'
import { wifiLike } from './wifi-like.ts'

/**
 * `node tests/support/record-traces.ts`: records `tests/vectors/traces` anew, from a real host and real guests, where
 * the datagrams leave the proxy towards the listener. It takes two minutes. Bounds in tests/network/traces.test.ts
 * belong to the recordings that are there.
 */
const FOLDER = join(import.meta.dirname, '../vectors/traces')
const RECORD_MS = 20_000
/** Threads that want a core each while packets are recorded under load. */
const BUSY_THREADS = 3
const BURSTS: Impairment = { jitterMs: 20, burst: { enter: 0.05 / 6 / 0.95, leave: 1 / 6, loss: 1 } }

interface Recording {
  readonly origin: string
  readonly input: string
  readonly environment?: Readonly<Record<string, string>>
  readonly impairment?: Impairment
}

/** One speaker, and a listener behind a proxy; what the listener was sent in 20 s. */
async function record({ origin, input, environment = {}, impairment = {} }: Recording): Promise<PacketTrace> {
  const folder = mkdtempSync(join(tmpdir(), 'palabre-trace-'))
  const recorder = new TraceRecorder()
  const host = await spawnHost('--data', folder, '--bind', '127.0.0.1', '--no-discovery', '--port', '0')
  const { invite, port } = host.ready
  let recording = false
  const proxy = await startLossyProxy(port, impairment, 1, (datagram, atMs) => {
    if (recording) recorder.note(datagram, atMs)
  })
  const bad = formatInvite({ ...parseInvite(invite), addresses: [{ host: '127.0.0.1', port: proxy.port }] })
  const listener = new TalkProcess(bad, ['--name', 'Bob', '--input', 'silence', '--output', 'null'])
  await listener.ready()
  const words = ['--name', 'Ada', '--input', input, '--output', 'null', '--frame-ms', '10']
  const speaker = new TalkProcess(invite, words, environment)
  await speaker.ready()
  await delay(1_000)
  recording = true
  await delay(RECORD_MS)
  for (const talker of [speaker, listener]) await talker.end()
  await proxy.close()
  await host.end('SIGTERM')
  rmSync(folder, { recursive: true })
  return recorder.trace(origin)
}

async function underLoad<T>(work: () => Promise<T>): Promise<T> {
  const busy = Array.from({ length: BUSY_THREADS }, () => new Worker('for (;;) {}', { eval: true }))
  const result = await work()
  for (const worker of busy) await worker.terminate()
  return result
}

async function fromMicrophone(): Promise<PacketTrace> {
  const pulse = await startPulse(['mouth', 'ear'])
  const environment = pulse.env
  const origin = 'recorded: loopback, speaker clocked by a PulseAudio null sink'
  const trace = await record({ origin, input: 'device:pulse:mouth.monitor', environment })
  await pulse.close()
  return trace
}

function write(name: string, trace: PacketTrace): void {
  writeFileSync(join(FOLDER, `${name}.jsonl`), formatTrace(trace))
}

write('device-loopback', await fromMicrophone())
const loaded = { origin: 'recorded: loopback, three busy threads on two cores', input: 'tone:300' }
write('busy-loopback', await underLoad(() => record(loaded)))
const bursts = 'recorded: loopback through the proxy, jitter 20 ms, bursts of 60 ms that take 5 %'
write('proxy-bursts', await record({ origin: bursts, input: 'tone:300', impairment: BURSTS }))
write('wifi-like', wifiLike(RECORD_MS / 1_000, 1))
