import process from 'node:process'
import { parseArgs } from 'node:util'
import { systemRandom } from '../base/random.ts'
import { sentenceOf } from '../contract/errors.ts'
import type { AudioDevice, DeviceList } from '../contract/services.ts'
import { DEFAULT_ENGINE } from '../processes/engine-defaults.ts'
import { logLevel, stderrLogger } from '../processes/logger.ts'
import { VoiceService } from '../processes/voice-service.ts'
import { ephemeralIdentity } from '../session/identity.ts'

const HELP = `Usage: palabre devices [--all] [--json]
       palabre devices --tone [NAME]

Lists the audio devices of this machine, each once, a star before the system's default; or plays two notes to one of
them. An id is what \`talk --input device:ID\` takes.

  --all    also the same devices through other host APIs, and monitors
  --tone   play to the loudspeaker NAME, as the list tells it (default: default)
  --json   print the list as JSON
`
const USAGE_EXIT = 2

/** `palabre devices`. */
export async function run(args: string[]): Promise<number> {
  const options = readOptions(args)
  if (typeof options === 'string') {
    process.stderr.write(`palabre devices: ${options}\n`)
    return USAGE_EXIT
  }
  if (options.help) {
    process.stdout.write(HELP)
    return 0
  }
  if (options.tone) {
    await withVoiceService(options.name ?? 'default', (service) => service.playTone())
    return 0
  }
  const list = await withVoiceService('default', (service) => service.devices())
  const shown = options.all ? list : { ...list, devices: list.devices.filter(({ preferred }) => preferred) }
  process.stdout.write(options.json ? `${JSON.stringify(list)}\n` : tableOf(shown))
  return 0
}

interface Options {
  readonly all: boolean
  readonly json: boolean
  readonly help: boolean
  readonly tone: boolean
  readonly name: string | undefined
}

function readOptions(args: string[]): Options | string {
  const off = { type: 'boolean', default: false } as const
  try {
    const { values, positionals } = parseArgs({
      args,
      options: { all: off, json: off, help: off, tone: off },
      allowPositionals: true,
    })
    if (positionals.length > (values.tone ? 1 : 0))
      return `'${positionals.at(-1) ?? ''}' is one word too many.`
    return { ...values, name: positionals[0] }
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

/** Gives `use` a voice service without a call, and closes it. */
export async function withVoiceService<T>(
  loudspeaker: string,
  use: (service: VoiceService) => Promise<T>,
): Promise<T> {
  const nothing = () => {}
  const service = new VoiceService({
    identity: ephemeralIdentity(systemRandom),
    engine: { ...DEFAULT_ENGINE, playback: { kind: 'device', name: loudspeaker } },
    logger: stderrLogger('devices', logLevel(process.env)),
    events: {
      ...{ onSession: nothing, onHosts: nothing, onLevels: nothing, onStats: nothing, onJob: nothing },
      ...{ onHearing: nothing, onDevice: nothing, onMessage: nothing, onTestStep: nothing },
      onDownload: nothing,
    },
  })
  try {
    return await use(service)
  } finally {
    await service.close()
  }
}

/** The list as people read it; where it is empty, the sentence why. */
export function tableOf({ devices, error }: DeviceList): string {
  const rows = devices.map(rowOf)
  const widths = HEADER.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)),
  )
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd()
  const table = rows.length === 0 ? [] : [HEADER, ...rows].map(line)
  const why = error === undefined ? [] : [sentenceOf(error)]
  const none = rows.length === 0 && error === undefined ? ['The sound system knows no device.'] : []
  return `${[...table, ...why, ...none].join('\n')}\n`
}

const HEADER = ['', 'DEVICE', 'SYSTEM', 'IN', 'OUT', 'RATE', 'ID']

function rowOf(device: AudioDevice): string[] {
  const { id, name, hostApi, inputChannels, outputChannels, defaultSampleRate } = device
  return [
    device.isDefaultInput || device.isDefaultOutput ? '*' : '',
    name,
    hostApi,
    String(inputChannels),
    String(outputChannels),
    `${String(Math.round(defaultSampleRate))} Hz`,
    id,
  ]
}
