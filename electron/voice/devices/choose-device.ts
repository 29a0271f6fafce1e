import { DEFAULT_ID, type DeviceCatalog, type DeviceTarget, type Direction } from './device-catalog.ts'
import { isSameName } from './host-apis.ts'

/** What to open now. */
export interface Choice {
  readonly target: DeviceTarget
  /** Whether it is what the user chose, and not what takes its place. */
  readonly isChosen: boolean
}

/**
 * The best device for a name that may be used now: `default`, an id of the device list, a name as the system tells
 * it, or `pulse:SINK_OR_SOURCE`. Where that is absent, or refused by `isUsable`: the same device through another host
 * API, the system's default, then any other that is not a monitor. Undefined where there is none.
 */
export function chooseDevice(
  catalog: DeviceCatalog,
  name: string,
  direction: Direction,
  isUsable: (id: string) => boolean = () => true,
): Choice | undefined {
  const targets = catalog.targets(direction)
  const chosen = findChosen(catalog, targets, name, direction)
  if (chosen !== undefined && isUsable(chosen.id)) return { target: chosen, isChosen: true }
  const instead = inOrder(targets, chosen?.name ?? nameIn(name)).find(
    (target) => target.id !== chosen?.id && isUsable(target.id),
  )
  return instead === undefined ? undefined : { target: instead, isChosen: false }
}

function findChosen(
  catalog: DeviceCatalog,
  targets: readonly DeviceTarget[],
  name: string,
  direction: Direction,
): DeviceTarget | undefined {
  const found =
    targets.find(({ id }) => id === name) ??
    targets.find((target) => target.id !== DEFAULT_ID && target.name === name)
  // A server that does not tell its devices may have it all the same.
  return found ?? (catalog.knowsServer ? undefined : catalog.serverTarget(name, direction))
}

function inOrder(targets: readonly DeviceTarget[], name: string): DeviceTarget[] {
  const isDefault = (target: DeviceTarget): boolean => target.id === DEFAULT_ID
  const isSame = (target: DeviceTarget): boolean => !isDefault(target) && isSameName(target.name, name)
  const rest = targets.filter((target) => !isSame(target) && !isDefault(target) && !target.isMonitor)
  return [...targets.filter(isSame), ...targets.filter(isDefault), ...rest]
}

/** The name within an id. */
function nameIn(id: string): string {
  return id.slice(id.indexOf(':') + 1)
}
