import { isCallHistory } from '../../contract/diagnostics.ts'
import type { HostFigures } from '../../contract/host-figures.ts'
import type { AppInfo, AppSettings, DeviceList, HostStatus, SessionState } from '../../contract/services.ts'
import { textWithoutSecrets, valueWithoutSecrets } from './secrets.ts'

/** What is known of this machine, by whatever names. */
export type MachineFacts = Readonly<Record<string, string | number>>

/** Everything a bundle is made of; null where a service did not answer. */
export interface BundleParts {
  readonly madeAt: Date
  readonly info: AppInfo
  readonly machine: MachineFacts
  readonly settings: AppSettings
  /** How often each service was started again. */
  readonly restarts: Readonly<Record<string, number>>
  readonly session: SessionState | null
  readonly devices: DeviceList | null
  readonly host: HostStatus | null
  readonly figures: HostFigures | null
  /** From a page. */
  readonly history: unknown
  readonly log: readonly string[]
  /** The folder of the user, whose name is the user's. */
  readonly home: string
}

/** The text of the file: readable, and without secrets or names of people. */
export function composeBundle(parts: BundleParts): string {
  const known = knownSecrets(parts)
  const { madeAt, info, machine, restarts, devices, figures, history, log, home } = parts
  const clean = (text: string): string => {
    const elsewhere = home.length > 1 ? text.replaceAll(home, '~') : text
    return textWithoutSecrets(elsewhere, known)
  }
  const bundle = {
    ...{ format: 'palabre-diagnostics', version: 1, madeAt: madeAt.toISOString() },
    ...{ app: info, machine, restarts },
    settings: valueWithoutSecrets(parts.settings, known),
    session: parts.session === null ? null : sessionFacts(parts.session),
    // As the system names them: somebody has to find them again.
    devices,
    host: parts.host === null ? null : hostFacts(parts.host),
    figures: figures === null ? null : hostHistory(figures),
    call: isCallHistory(history) ? history : null,
    log: clean(log.join('\n')).split('\n'),
  }
  // Once more over the whole: what is known to be secret is nowhere, whichever part it came by.
  return withoutAny(JSON.stringify(bundle, undefined, 1), known)
}

/** What would let somebody in, as far as it is known here. */
function knownSecrets({ settings, host }: BundleParts): string[] {
  const links = settings.recentHosts.map(({ invite }) => invite)
  if (host?.state === 'running') links.push(host.invite, host.claim ?? '')
  const tokens = links.map((link) => /[?&]t=([^&]+)/.exec(link)?.[1] ?? '')
  const owner = host?.state === 'running' ? host.ownerToken : ''
  return [...links, ...tokens, owner].filter((secret) => secret !== '')
}

function withoutAny(text: string, secrets: readonly string[]): string {
  return secrets.reduce((rest, secret) => rest.replaceAll(secret, '[removed]'), text)
}

function sessionFacts(session: SessionState): object {
  if (!('room' in session)) return { state: session.state }
  const { channels, members, path, pathCause } = session.room
  const cause = pathCause === undefined ? {} : { pathCause: textWithoutSecrets(pathCause) }
  return { state: session.state, channels: channels.length, members: members.length, path, ...cause }
}

function hostFacts(host: HostStatus): object {
  if (host.state === 'stopped') return { state: host.state, code: host.error?.code }
  if (host.state === 'starting') return { state: host.state }
  const { state, port, portTaken } = host
  return { state, port, portTaken }
}

/** Figures of a host without its people. */
function hostHistory({ at, values, drops, members }: HostFigures): object {
  return { at, values, drops, members: members.map(({ path, loss, jitterMs }) => ({ path, loss, jitterMs })) }
}
