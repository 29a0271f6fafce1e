import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { afterEach, describe, expect, test } from 'vitest'
import { ECHO_MEASURES, isNativeError, loadDsp } from '../../native/index.ts'
import type { NativeEchoCanceller } from '../../native/index.ts'

const dsp = loadDsp()

const open: NativeEchoCanceller[] = []
afterEach(() => {
  for (const one of open.splice(0)) one.close()
})

function cancellerOf(suppress = true): NativeEchoCanceller {
  const canceller = dsp.createEchoCanceller({ suppress })
  open.push(canceller)
  return canceller
}

const frame = (samples = 480): Float32Array => new Float32Array(samples)
const wrong = (value: unknown): never => value as never

describe('wrong arguments', () => {
  function detached(): Float32Array {
    const array = new Float32Array(480)
    structuredClone(array, { transfer: [array.buffer] })
    return array
  }

  const STRANGE: unknown[] = [
    undefined,
    null,
    true,
    -1,
    Number.NaN,
    Infinity,
    'near',
    Symbol('x'),
    10n,
    [],
    {},
    () => 1,
    new Proxy({}, {}),
    new ArrayBuffer(8),
    new Float64Array(480),
    new Float32Array(0),
    new Float32Array(7),
    new Float32Array(480),
    new Float32Array(5760),
    detached(),
  ]

  function callFreely(target: object, name: string, self: unknown, args: unknown[]): void {
    try {
      Reflect.apply(Reflect.get(target, name) as () => unknown, self, args)
    } catch (error) {
      if (!(error instanceof TypeError || error instanceof RangeError || isNativeError(error))) throw error
    }
  }

  test('of any kind, in any place, end in a named error at worst', () => {
    const canceller = cancellerOf()
    for (const first of STRANGE) {
      callFreely(dsp, 'createEchoCanceller', dsp, [first])
      callFreely(dsp, 'createEchoCanceller', dsp, [{ suppress: first }])
      for (const name of ['process', 'delay', 'measure', 'reset']) {
        callFreely(canceller, name, first, [frame(), frame(), frame()])
        for (const second of STRANGE) {
          callFreely(canceller, name, canceller, [first, second, frame()])
          callFreely(canceller, name, canceller, [frame(), first, second])
        }
      }
    }
    const out = frame().fill(1)
    canceller.reset()
    canceller.process(frame(), frame(), out)
    expect(out.every((sample) => sample === 0)).toBe(true)
  })

  test('name the argument', () => {
    const canceller = cancellerOf()
    const cases: [() => unknown, typeof TypeError, string][] = [
      [() => dsp.createEchoCanceller(wrong(1)), TypeError, 'options must be an object'],
      [() => dsp.createEchoCanceller(wrong({})), TypeError, 'options.suppress must be a boolean'],
      [() => canceller.delay(441), RangeError, 'frameSamples must be 2.5 to 60 ms'],
      [() => canceller.delay(2881), RangeError, 'frameSamples must be a whole number from 1 to 2880'],
    ]
    const frames: [Float32Array, Float32Array, Float32Array, typeof TypeError, string][] = [
      [frame(441), frame(441), frame(441), RangeError, 'near must be 2.5 to 60 ms'],
      [frame(3000), frame(3000), frame(3000), RangeError, 'near must be 2.5 to 60 ms'],
      [frame(0), frame(), frame(), RangeError, 'near must be at least 1'],
      [frame(), frame(479), frame(), RangeError, 'far must be at least 480'],
      [frame(), frame(), frame(479), RangeError, 'out must be at least 480'],
      [wrong(new Float64Array(480)), frame(), frame(), TypeError, 'near must be a Float32Array'],
    ]
    for (const [near, far, out, type, text] of frames) {
      cases.push([
        () => {
          canceller.process(near, far, out)
        },
        type,
        text,
      ])
    }
    cases.push([
      () => {
        canceller.measure(new Float64Array(ECHO_MEASURES.length - 1))
      },
      RangeError,
      'into must be at least 4',
    ])
    for (const [call, type, text] of cases) {
      expect(call, text).toThrow(type)
      expect(call).toThrow(text)
    }
  })

  test('a method refuses objects of another kind', () => {
    const canceller = cancellerOf()
    const callReset = (owner: object, self: object): unknown =>
      Reflect.apply(Reflect.get(owner, 'reset') as () => unknown, self, [])
    for (const self of [{}, new Proxy(canceller, {}), Object.create(canceller) as object]) {
      expect(() => {
        callReset(canceller, self)
      }).toThrow('this must be a native echo canceller')
    }
  })

  test('a closed canceller says so, and closing twice is nothing', () => {
    const canceller = cancellerOf()
    canceller.close()
    canceller.close()
    const closed = 'This echo canceller is closed.'
    expect(() => {
      canceller.process(frame(), frame(), frame())
    }).toThrow(closed)
    expect(() => canceller.delay(480)).toThrow(closed)
  })
})

test('the delay is told before and stays', () => {
  const canceller = cancellerOf()
  expect([120, 240, 480, 960, 1920, 2880].map((samples) => canceller.delay(samples))).toEqual([
    240, 120, 120, 120, 120, 120,
  ])
  expect(cancellerOf(false).delay(480)).toBe(0)
  canceller.process(frame(120), frame(120), frame(120))
  expect(canceller.delay(120)).toBe(240)
})

test('measures fill the array given', () => {
  const canceller = cancellerOf()
  const measures = new Float64Array(ECHO_MEASURES.length).fill(7)
  canceller.measure(measures)
  expect(Array.from(measures)).toEqual([0, -1, 0, 0])
  canceller.process(frame(), frame(), frame())
  canceller.measure(measures)
  expect(measures[ECHO_MEASURES.costUs]).toBeGreaterThan(0)
})

test('works in several worker threads at once, which may end with objects open', async () => {
  const path = new URL('../support/dsp-in-worker.ts', import.meta.url)
  const workers = Array.from({ length: 4 }, () => new Worker(path))
  const answers = await Promise.all(
    workers.map(async (worker) => (await once(worker, 'message'))[0] as unknown),
  )
  expect(answers).toEqual([true, true, true, true])
  const codes = await Promise.all(workers.map((worker) => worker.terminate()))
  expect(codes).toEqual([1, 1, 1, 1])
})
