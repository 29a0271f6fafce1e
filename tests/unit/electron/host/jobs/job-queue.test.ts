import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { JOB_PRIORITIES, type JobKind, type JobPriority } from '../../../../../electron/contract/jobs.ts'
import { JobQueue, type Waiting } from '../../../../../electron/host/jobs/job-queue.ts'

const RISE_MS = 100
const KIND = 'backup.create' satisfies JobKind
const always = (): boolean => true

function queueOf(...jobs: readonly [id: number, priority: JobPriority, sinceMs?: number][]) {
  const queue = new JobQueue<Waiting>(RISE_MS)
  for (const [id, priority, sinceMs = 0] of jobs) queue.add({ id, kind: KIND, priority, sinceMs })
  return queue
}

function allOf(queue: JobQueue<Waiting>, nowMs: number): number[] {
  const ids: number[] = []
  for (let job = queue.take(nowMs, always); job !== undefined; job = queue.take(nowMs, always))
    ids.push(job.id)
  return ids
}

describe('jobs that wait', () => {
  it('go by priority, then by age', () => {
    const queue = queueOf([1, 'low'], [2, 'normal'], [3, 'urgent'], [4, 'normal'], [5, 'high'])
    expect(allOf(queue, 0)).toEqual([3, 5, 2, 4, 1])
  })

  it('rise while they wait, so that nothing waits for ever', () => {
    expect(allOf(queueOf([1, 'low', 0], [2, 'urgent', 299]), 299)).toEqual([2, 1])
    expect(allOf(queueOf([1, 'low', 0], [2, 'urgent', 300]), 300)).toEqual([1, 2])
  })

  it('let others pass while their kind may not begin', () => {
    const queue = queueOf([1, 'urgent'])
    expect(queue.take(0, () => false)).toBeUndefined()
    expect([queue.length, queue.count(KIND)]).toEqual([1, 1])
  })

  it('can be taken out before their turn, once', () => {
    const queue = queueOf([1, 'low'], [2, 'low'])
    expect([queue.remove(1)?.id, queue.remove(1)?.id, queue.length]).toEqual([1, undefined, 1])
  })

  it('come out once each, none before a more urgent one of the same age', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...JOB_PRIORITIES), { maxLength: 30 }), (priorities) => {
        const ids = allOf(queueOf(...priorities.map((one, id): [number, JobPriority] => [id, one])), 50)
        const levels = ids.map((id) => JOB_PRIORITIES.indexOf(priorities[id] ?? 'low'))
        expect(levels).toEqual([...levels].sort())
        expect([...ids].sort((a, b) => a - b)).toEqual(priorities.map((_, id) => id))
      }),
    )
  })
})
