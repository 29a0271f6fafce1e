import process from 'node:process'
import { parseArgs } from 'node:util'
import { getHeapStatistics } from 'node:v8'
import { WrongUsage } from '../talk-options.ts'
import { measureRow, type SoundFigure } from './sound-measure.ts'
import { soundRows } from './sound-rows.ts'

const HELP = `Usage: palabre bench sound [--json]

Time and memory of every stage a voice goes through, for frames of 10 ms and packets of 80 bytes; what comes
out is checked.

  --json             one JSON object per stage
`

/** Measures every stage; answers the exit code. */
export function run(args: string[]): Promise<number> {
  const { help, json } = read(args)
  if (help) process.stdout.write(HELP)
  else {
    for (const row of soundRows()) {
      const figure = measureRow(row, () => getHeapStatistics().used_heap_size)
      process.stdout.write(json ? `${JSON.stringify({ event: 'sound', ...figure })}\n` : textOf(figure))
    }
  }
  return Promise.resolve(0)
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
  return `${name.padEnd(24)}${us.toFixed(2).padStart(9)} µs per ${per.padEnd(8)}${rate.padStart(12)} a second  ${memory}\n`
}
