import { networkInterfaces } from 'node:os'
import process from 'node:process'
import type { Interfaces } from '../../base/discovery/adapters.ts'
import { reachableAddresses } from '../../host/addresses.ts'
import { NO_DEVICE_NEXT, PARTS_NEXT } from './next-steps.ts'
import { findAddon, loadAudio, loadCodec, loadDsp, loadNet } from '../../../native/index.ts'
import type { DeviceList } from '../../contract/services.ts'
import { sentenceOf } from '../../contract/errors.ts'
import { fail, ok, warn, type Check, type Finding } from './check.ts'

/** The major version of Node that the program is built and tested for. */
const NODE_MAJOR = 24
const LOADERS = { net: loadNet, codec: loadCodec, dsp: loadDsp, audio: loadAudio } as const

/** Checks of Node and the native parts. */
export function programChecks(version = process.versions.node): Check[] {
  return [
    { name: 'node', look: () => nodeFinding(version) },
    ...Object.entries(LOADERS).map(([part, load]) => ({
      name: `native ${part}`,
      look: (): Finding => {
        try {
          load()
          return ok(`loads (${findAddon(part as keyof typeof LOADERS) ?? ''})`)
        } catch (error) {
          const says = error instanceof Error ? error.message : String(error)
          // A host needs no sound of its own.
          return part === 'audio' ? warn(says, PARTS_NEXT) : fail(says, PARTS_NEXT)
        }
      },
    })),
  ]
}

export function nodeFinding(version: string): Finding {
  const major = Number(version.split('.')[0])
  const says = `version ${version}`
  return major === NODE_MAJOR
    ? ok(says)
    : warn(says, `Use Node ${String(NODE_MAJOR)}, which Palabre is tested with.`)
}

/** What the list of audio devices means. */
export function soundFinding({ devices, error }: DeviceList): Finding {
  if (error !== undefined) return warn('no sound system.', sentenceOf(error))
  const usable = devices.filter(({ preferred }) => preferred)
  const inputs = usable.filter(({ inputChannels }) => inputChannels > 0).length
  const outputs = usable.filter(({ outputChannels }) => outputChannels > 0).length
  const systems = [...new Set(devices.map(({ hostApi }) => hostApi))].join(', ')
  const says = `${systems || 'no system'}: ${String(inputs)} microphones, ${String(outputs)} loudspeakers.`
  return inputs > 0 && outputs > 0 ? ok(says) : warn(says, NO_DEVICE_NEXT)
}

/** Addresses other machines can use. */
export function addressFinding(bind: string, interfaces: Interfaces = networkInterfaces()): Finding {
  const addresses = reachableAddresses(bind, interfaces)
  if (addresses.some((address) => !isLoopback(address))) return ok(addresses.join(', '))
  return warn(
    'none but this machine’s own.',
    'Connect it to a network; until then only programs on it can join.',
  )
}

function isLoopback(address: string): boolean {
  return address.startsWith('127.') || address === '::1'
}

/** What it means whether the system gave real-time priority. */
export function priorityFinding(granted: boolean): Finding {
  if (granted) return ok('real-time priority is to be had')
  const how =
    process.platform === 'linux'
      ? 'Allow it with the limit rtprio (see hosting.md).'
      : 'Nothing needs to be done.'
  return warn('real-time priority is refused; sound goes on without.', how)
}

/** The clocks: the monotonic one moves, the other is not before what the program and its data were written. */
export function clockFinding(elapsedMs: number, wallMs: number, newestMs: number): Finding {
  if (elapsedMs <= 0) return fail('the monotonic clock stands still.', 'Start the machine again.')
  if (wallMs >= newestMs) return ok(new Date(wallMs).toISOString())
  const says = `${new Date(wallMs).toISOString()} is before this program or its data were written.`
  return warn(says, 'Set the clock; times of messages and invites follow it.')
}
