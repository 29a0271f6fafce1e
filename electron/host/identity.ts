import { hostname } from 'node:os'
import { PalabreError } from '../contract/errors.ts'
import { DEFAULT_PORT } from '../contract/invite.ts'
import { LIMITS } from '../contract/limits.ts'
import type { StateRepository } from '../storage/repositories/state.ts'

const CONTROL = /[\p{Cc}\p{Zl}\p{Zp}]/u
const HIGHEST_PORT = 65_535

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
 * The ports to try, in order. One that is named is the only one. Without one: the last, for that is what the
 * invites say; then the usual one; then any, in as many tries as given, for it must be free twice.
 */
export function portsToTry(state: StateRepository, wanted: number | undefined, tries: number): number[] {
  const any = Array.from({ length: tries }, () => 0)
  if (wanted === 0) return any
  if (wanted !== undefined) return [wanted]
  const kept = Number(state.get('port'))
  const last = Number.isInteger(kept) && kept > 0 && kept <= HIGHEST_PORT ? [kept] : []
  return [...new Set([...last, DEFAULT_PORT]), ...any]
}

export function keepPort(state: StateRepository, port: number): void {
  if (state.get('port') !== String(port)) state.set('port', String(port))
}
