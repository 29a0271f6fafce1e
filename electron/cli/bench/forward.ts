import process from 'node:process'
import { systemClock } from '../../base/clock.ts'
import { systemRandom } from '../../base/random.ts'
import { BaselineForwarder } from './baseline-forwarder.ts'
import { FORWARD_CONFIG, type ForwardScenario } from './config.ts'
import { ForwardLoad } from './forward-load.ts'
import { FORWARD_HELP, readForwardOptions, type ForwardOptions } from './forward-options.ts'
import { jsonOf, summaryOf, textOf, type ForwardRound, type ForwardSide } from './forward-report.ts'
import type { Forwarder } from './forwarder.ts'
import { MediaForwarder } from './media-forwarder.ts'

/** Measures every load; answers the exit code. */
export async function run(args: string[]): Promise<number> {
  const options = readForwardOptions(args)
  if (options === undefined) {
    process.stdout.write(FORWARD_HELP)
    return 0
  }
  for (const scenario of options.scenarios) {
    const summary = summaryOf(scenario, await measure(scenario, options))
    process.stdout.write(options.json ? jsonOf(summary) : textOf(summary))
  }
  return 0
}

async function measure(scenario: ForwardScenario, options: ForwardOptions): Promise<ForwardRound[]> {
  const load = await ForwardLoad.open(scenario, { clock: systemClock, random: systemRandom })
  const baseline = await BaselineForwarder.start(options.baseline, load.listenerPorts)
  const media = await MediaForwarder.start(options.bind, options.transport)
  try {
    media.post(load.commands())
    load.bind(media.port)
    load.warmUp(media.port, options.warmUpMs)
    const rounds: ForwardRound[] = []
    for (let round = 0; round < options.rounds; round += 1) {
      const bare = await measureSide(load, baseline, options.seconds)
      rounds.push({ baseline: bare, media: await measureSide(load, media, options.seconds) })
    }
    return rounds
  } finally {
    await media.close()
    await baseline.close()
    load.close()
  }
}

async function measureSide(load: ForwardLoad, forwarder: Forwarder, seconds: number): Promise<ForwardSide> {
  load.ping()
  load.run(forwarder.port, FORWARD_CONFIG.warmUpMs)
  const before = await forwarder.totals()
  const heard = load.run(forwarder.port, seconds * 1000)
  const after = await forwarder.totals()
  return {
    cpuNs: after.cpuNs - before.cpuNs,
    packetsIn: after.packetsIn - before.packetsIn,
    packetsOut: after.packetsOut - before.packetsOut,
    sendFailed: after.sendFailed - before.sendFailed,
    heard,
  }
}
