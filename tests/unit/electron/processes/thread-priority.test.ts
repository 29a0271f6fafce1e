import { constants } from 'node:os'
import { expect, test } from 'vitest'
import { preferThread } from '../../../../electron/processes/thread-priority.ts'

test('asks for the thread it is told, and never for an unknown one', () => {
  const asked: unknown[] = []
  const set = (...call: unknown[]) => void asked.push(call)
  expect([preferThread(17, set), preferThread(0, set)]).toEqual([true, false])
  expect(asked).toEqual([[17, constants.priority.PRIORITY_HIGHEST]])
})

test('goes on without where the system refuses', () => {
  const refuse = () => {
    throw new Error('EPERM')
  }
  expect(preferThread(17, refuse)).toBe(false)
})
