import { hostname } from 'node:os'
import { PalabreError } from '../contract/errors.ts'
import { DEFAULT_PORT } from '../contract/invite.ts'
import { LIMITS } from '../contract/limits.ts'
import type { StateRepository } from '../storage/repositories/state.ts'

const CONTROL = /[\p{Cc}\p{Zl}\p{Zp}]/u
const HIGHEST_PORT = 65_535
/** Ports after the usual one that are tried before any other: people find them, and firewalls can let them through. */
const NEXT_PORTS = 9

/** The host's name: the one wanted now, else the one it had, else the machine's. Throws `name-invalid`. */
export function hostName(state: StateRepository, wanted: string | undefined): string {
  const kept = state.get('hostName')
  const name = wanted?.trim() || kept || machineName()
  if (Array.from(name).length > LIMITS.nameLength || CONTROL.test(name))
    throw new PalabreError('name-invalid')
  if (name !== kept) state.set('hostName', name)
  return name
}

function machineName(): string {
  const name = hostname().replace(/\..*$/, '')
  return Array.from(name === '' ? 'Palabre' : name)
    .slice(0, LIMITS.nameLength)
    .join('')
}

/**
 * The ports to try, in order. One that is named is the only one, unless another will do: then those after it, then
 * any. Without one: the last, for that is what the invites say; then the usual one and those after it; then any, in as
 * many tries as given, for it must be free twice.
 */
export function portsToTry(
  state: StateRepository,
  wanted: number | undefined,
  tries: number,
  elsewhere = false,
): number[] {
  const any = Array.from({ length: tries }, () => 0)
  if (wanted === 0) return any
  if (wanted !== undefined) return elsewhere ? [...portsFrom(wanted), ...any] : [wanted]
  const kept = Number(state.get('port'))
  const last = Number.isInteger(kept) && kept > 0 && kept <= HIGHEST_PORT ? [kept] : []
  return [...new Set([...last, ...portsFrom(DEFAULT_PORT)]), ...any]
}

function portsFrom(first: number): number[] {
  const ports = Array.from({ length: 1 + NEXT_PORTS }, (_, index) => first + index)
  return ports.filter((port) => port <= HIGHEST_PORT)
}

export function keepPort(state: StateRepository, port: number): void {
  if (state.get('port') !== String(port)) state.set('port', String(port))
}
