import process from 'node:process'
import { parseArgs } from 'node:util'
import { EchoCanceller } from '../../voice/capture/echo-canceller.ts'
import { decibelsOf, millisecondsOf, samplesOf } from '../../voice/units.ts'
import { WrongUsage } from '../talk-options.ts'
import { ECHO_CONFIG } from './config.ts'
import { echoScenes, type EchoScene } from './echo-scenes.ts'

const HELP = `Usage: palabre bench echo [OPTIONS]

What the echo canceller takes away, and what it costs: made-up voices, played through made-up rooms.

  --seconds N        length of each scene, ${String(ECHO_CONFIG.leastSeconds)} to ${String(ECHO_CONFIG.mostSeconds)} (default: ${String(ECHO_CONFIG.seconds)})
  --json             one JSON object per scene
`

/** What came of a scene. */
interface EchoResult {
  readonly scene: string
  /** By how much the output is below the input in the second half, dB. */
  readonly loweredDb: number
  /** Of that, by the adaptive filter alone, in the last second. */
  readonly filterDb: number
  readonly echoDelayMs: number | undefined
  readonly costUsPer10Ms: number
  readonly delayMs: number
}

/** Measures every scene; answers the exit code. */
export function run(args: string[]): Promise<number> {
  const options = readOptions(args)
  if (options === undefined) {
    process.stdout.write(HELP)
    return Promise.resolve(0)
  }
  for (const scene of echoScenes(options.seconds)) {
    const result = measure(scene)
    process.stdout.write(options.json ? `${JSON.stringify({ bench: 'echo', ...result })}\n` : textOf(result))
  }
  return Promise.resolve(0)
}

function readOptions(args: string[]): { seconds: number; json: boolean } | undefined {
  const values = parse(args)
  if (values.help) return undefined
  const seconds = Number(values.seconds)
  const { leastSeconds, mostSeconds } = ECHO_CONFIG
  if (!(seconds >= leastSeconds && seconds <= mostSeconds)) {
    throw new WrongUsage(`--seconds takes ${String(leastSeconds)} to ${String(mostSeconds)}.`)
  }
  return { seconds, json: values.json }
}

function parse(args: string[]) {
  try {
    return parseArgs({
      args,
      options: {
        seconds: { type: 'string', default: String(ECHO_CONFIG.seconds) },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    }).values
  } catch (error) {
    throw new WrongUsage(error instanceof Error ? error.message : String(error))
  }
}

function measure({ name, near, far }: EchoScene): EchoResult {
  const canceller = new EchoCanceller()
  try {
    const frame = samplesOf(ECHO_CONFIG.frameMs)
    const out = new Float32Array(near.length)
    for (let at = 0; at + frame <= near.length; at += frame) {
      const end = at + frame
      canceller.process(near.subarray(at, end), far.subarray(at, end), out.subarray(at, end))
    }
    const stats = canceller.stats()
    const half = near.length / 2
    return {
      scene: name,
      loweredDb: levelDb(near.subarray(half)) - levelDb(out.subarray(half)),
      filterDb: stats.erleDb,
      echoDelayMs: stats.echoDelayMs,
      costUsPer10Ms: stats.costUs,
      delayMs: millisecondsOf(canceller.delay(frame)),
    }
  } finally {
    canceller.close()
  }
}

function levelDb(samples: Float32Array): number {
  let sum = 0
  for (const sample of samples) sum += sample * sample
  return decibelsOf(Math.sqrt(sum / Math.max(1, samples.length)))
}

function textOf(result: EchoResult): string {
  const { scene, loweredDb, filterDb, echoDelayMs, costUsPer10Ms, delayMs } = result
  const place = echoDelayMs === undefined ? 'no echo found' : `echo found at ${echoDelayMs.toFixed(1)} ms`
  const lowered = `${loweredDb.toFixed(1)} dB lower (filter ${filterDb.toFixed(1)} dB)`
  return `${scene.padEnd(20)}${lowered.padEnd(36)}${place.padEnd(26)}${costUsPer10Ms.toFixed(0)} us per 10 ms, delay ${delayMs.toFixed(1)} ms\n`
}
