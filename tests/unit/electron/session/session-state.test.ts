import { describe, expect, it } from 'vitest'
import {
  isActive,
  mayFollow,
  TRANSITIONS,
  type StateName,
} from '../../../../electron/session/session-state.ts'

const NAMES = Object.keys(TRANSITIONS) as StateName[]

describe('states of a session', () => {
  it('can all be reached from idle', () => {
    const seen = new Set<StateName>(['idle'])
    for (const name of seen) for (const next of TRANSITIONS[name]) seen.add(next)
    expect([...seen].sort()).toEqual([...NAMES].sort())
  })

  it('can always be left for closed, and closed only for a new start', () => {
    for (const name of NAMES.filter(isActive)) expect(mayFollow(name, 'closed')).toBe(true)
    expect(TRANSITIONS.closed).toEqual(['resolving'])
  })

  it('never lead back to idle', () => {
    expect(NAMES.some((name) => mayFollow(name, 'idle'))).toBe(false)
  })

  it('resume only what had a room', () => {
    expect(NAMES.filter((name) => mayFollow(name, 'resuming'))).toEqual(['binding', 'ready', 'resuming'])
  })
})
