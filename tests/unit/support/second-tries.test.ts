import { expect, test } from 'vitest'
import { playwrightSecondTries, vitestSecondTries } from '../../support/second-tries.ts'

test('names what failed before it passed, and nothing else', () => {
  const result = (fullName: string, status: string, ...failureMessages: string[]) => ({
    ...{ fullName, status, failureMessages },
  })
  const testResults = [
    { assertionResults: [result('at once', 'passed'), result('late', 'passed', 'too late')] },
    { assertionResults: [result('never', 'failed', 'too late', 'too late'), result('not here', 'skipped')] },
  ]
  expect(vitestSecondTries({ testResults })).toEqual(['late'])
})

test('looks through all groups of a browser’s report', () => {
  const spec = (title: string, status: string) => ({ title, tests: [{ status }] })
  const inner = { specs: [spec('deep', 'flaky'), spec('well', 'expected')] }
  const report = { suites: [{ suites: [inner], specs: [spec('flat', 'flaky')] }, { specs: [] }] }
  expect(playwrightSecondTries(report)).toEqual(['flat', 'deep'])
})
