import process from 'node:process'
import { parseArgs } from 'node:util'
import { getHeapStatistics } from 'node:v8'
import { loadNet, type NetAddon } from '../../../native/index.ts'
import { WrongUsage } from '../talk-options.ts'
import { measureRow, type SoundFigure, type SoundMeters } from './sound-measure.ts'
import { soundRows } from './sound-rows.ts'
import { measureThreads, type ThreadFigure } from './sound-threads.ts'

const HELP = `Usage: palabre bench sound [--json]

CPU time and memory of every stage a voice goes through, for frames of 10 ms and packets of 80 bytes (120 in the
rings of packets); what comes out is checked, payloads byte by byte where no clock runs. At the end one thread hands
frames to another.

  --json             one JSON object per stage
`

/** Measures every stage; answers the exit code: 1 where one thread did not read what another wrote. */
export async function run(args: string[]): Promise<number> {
  const { help, json } = read(args)
  if (help) {
    process.stdout.write(HELP)
    return 0
  }
  const say = (figure: object, text: string): void => {
    process.stdout.write(json ? `${JSON.stringify({ event: 'sound', ...figure })}\n` : text)
  }
  const meters = metersOf(loadNet())
  for (const row of soundRows()) {
    const figure = measureRow(row, meters)
    say(figure, textOf(figure))
  }
  const threads = await measureThreads()
  say(threads, textOfThreads(threads))
  return threads.wrong === 0 ? 0 : 1
}

function metersOf(net: NetAddon): SoundMeters {
  return {
    cpuNs: () => Number(net.threadCpuNs()),
    heapBytes: () => getHeapStatistics().used_heap_size,
  }
}

function read(args: string[]): { help: boolean; json: boolean } {
  const options = {
    help: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
  } as const
  try {
    return parseArgs({ args, options, strict: true }).values
  } catch (error) {
    const [first = ''] = (error instanceof Error ? error.message : String(error)).split('. ')
    throw new WrongUsage(`${first.replace(/\.$/, '')}.`)
  }
}

function textOf({ name, per, us, perSecond, bytes }: SoundFigure): string {
  const rate = Math.round(perSecond).toLocaleString('en')
  const memory = Number.isFinite(bytes) ? `${bytes.toFixed(1)} B` : '?'
  return `${name.padEnd(24)}${us.toFixed(3).padStart(10)} µs per ${per.padEnd(8)}${rate.padStart(12)} a second  ${memory}\n`
}

function textOfThreads({ name, frames, wrong, perSecond }: ThreadFigure): string {
  const rate = Math.round(perSecond).toLocaleString('en')
  return `${name}: ${rate} frames a second, ${String(wrong)} of ${String(frames)} wrong\n`
}
