import { cpus, homedir, release, totalmem } from 'node:os'
import process from 'node:process'
import type { Clock } from '../../base/clock.ts'
import type { LogTail } from '../../base/log-tail.ts'
import type { AppInfo, HostServiceApi, VoiceServiceApi } from '../../contract/services.ts'
import { connect } from '../../processes/rpc.ts'
import { APP_CONFIG } from '../config.ts'
import type { SettingsStore } from '../settings.ts'
import type { Supervisor } from '../supervisor/supervisor.ts'
import { composeBundle, type BundleParts, type MachineFacts } from './bundle.ts'

export interface DiagnosticsParts {
  readonly info: AppInfo
  readonly settings: SettingsStore
  readonly supervisor: Pick<Supervisor, 'open' | 'stats'>
  readonly clock: Clock
  readonly log: LogTail
}

/** Asks both services, and answers the text of a bundle; what is not answered in time is null in it. */
export async function gatherDiagnostics(parts: DiagnosticsParts, history: unknown): Promise<string> {
  const { info, settings, supervisor, clock, log } = parts
  const [voice, host] = await Promise.all([askVoice(parts), askHost(parts)])
  const restarts = Object.entries(supervisor.stats()).map(([name, one]) => [name, one.restarts] as const)
  return composeBundle({
    ...{ madeAt: new Date(clock.wallMs()), info, machine: machineFacts() },
    ...{ settings: settings.get(), restarts: Object.fromEntries(restarts), ...voice, ...host },
    ...{ history, log: log.lines(), home: homedir() },
  })
}

async function askVoice(parts: DiagnosticsParts): Promise<Pick<BundleParts, 'session' | 'devices'>> {
  const port = parts.supervisor.open('voice')
  if (port === undefined) return { session: null, devices: null }
  const api = connect<VoiceServiceApi, object>(port, {})
  const [session, devices] = await Promise.all([inTime(parts, api.state()), inTime(parts, api.devices())])
  port.close()
  return { session, devices }
}

async function askHost(parts: DiagnosticsParts): Promise<Pick<BundleParts, 'host' | 'figures'>> {
  const port = parts.supervisor.open('host')
  if (port === undefined) return { host: null, figures: null }
  const api = connect<HostServiceApi, object>(port, {})
  const [host, figures] = await Promise.all([inTime(parts, api.status()), inTime(parts, api.figures(0))])
  port.close()
  return { host, figures }
}

/** The answer; null where it is a refusal, or takes too long. */
function inTime<T>({ clock }: DiagnosticsParts, answer: Promise<T>): Promise<T | null> {
  return new Promise((resolve) => {
    const cancel = clock.after(APP_CONFIG.diagnosticsLimitMs, () => {
      resolve(null)
    })
    answer
      .then(resolve, () => {
        resolve(null)
      })
      .finally(cancel)
  })
}

function machineFacts(): MachineFacts {
  const processors = cpus()
  return {
    ...{ system: `${process.platform} ${release()}`, architecture: process.arch },
    ...{
      node: process.versions.node,
      electron: 'electron' in process.versions ? process.versions.electron : 'none',
    },
    ...{ processors: processors.length, processor: processors[0]?.model ?? 'unknown' },
    memoryBytes: totalmem(),
  }
}
