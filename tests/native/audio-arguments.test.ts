import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import { isNativeError, loadAudio } from '../../native/index.ts'
import type { StreamOptions } from '../../native/types.ts'
import { createCounters, createRing, streamOptions } from '../support/shared-ring.ts'

const audio = loadAudio()
const NO_DEVICE = 60_000

afterAll(() => {
  audio.terminate()
})

/** What a function throws; fails where it throws nothing. */
function thrownBy(body: () => unknown): Error {
  try {
    body()
  } catch (error) {
    if (error instanceof Error) return error
    throw new Error('Something was thrown that is no Error.', { cause: error })
  }
  throw new Error('Nothing was thrown.')
}

/** A call with arguments that TypeScript would not allow. */
function call(target: object, method: string, ...values: readonly unknown[]): unknown {
  return Reflect.apply(Reflect.get(target, method) as (...values: unknown[]) => unknown, target, values)
}

const withProperty = (name: string, value: unknown): object => ({
  ...streamOptions(NO_DEVICE),
  [name]: value,
})
const withRing = (more: object): object => withProperty('ring', { ...createRing(8), ...more })

const WRONG_OPTIONS: readonly (readonly [string, 'TypeError' | 'RangeError', unknown])[] = [
  ['options', 'TypeError', undefined],
  ['options', 'TypeError', null],
  ['options', 'TypeError', 7],
  ['device', 'TypeError', {}],
  ['device', 'RangeError', withProperty('device', -1)],
  ['device', 'RangeError', withProperty('device', 0.5)],
  ['device', 'RangeError', withProperty('device', Number.NaN)],
  ['channels', 'RangeError', withProperty('channels', 0)],
  ['channels', 'RangeError', withProperty('channels', 33)],
  ['channels', 'TypeError', withProperty('channels', '1')],
  ['sampleRate', 'RangeError', withProperty('sampleRate', 0)],
  ['sampleRate', 'RangeError', withProperty('sampleRate', Number.POSITIVE_INFINITY)],
  ['framesPerBuffer', 'RangeError', withProperty('framesPerBuffer', -1)],
  ['framesPerBuffer', 'RangeError', withProperty('framesPerBuffer', 2 ** 32)],
  ['latencyMs', 'RangeError', withProperty('latencyMs', -1)],
  ['latencyMs', 'RangeError', withProperty('latencyMs', Number.NaN)],
  ['ring', 'TypeError', withProperty('ring', undefined)],
  ['ring.samples', 'TypeError', withRing({ samples: [] })],
  ['ring.samples', 'TypeError', withRing({ samples: new Float64Array(8) })],
  ['ring.samples', 'TypeError', withRing({ samples: new Float32Array(8) })],
  ['ring.samples', 'RangeError', withRing({ samples: new Float32Array(new SharedArrayBuffer(0)) })],
  ['ring.samples', 'RangeError', withRing({ samples: new Float32Array(new SharedArrayBuffer(24)) })],
  ['ring.indices', 'TypeError', withRing({ indices: new Int32Array(32) })],
  ['ring.indices', 'RangeError', withRing({ indices: new Int32Array(new SharedArrayBuffer(64)) })],
  ['counters', 'TypeError', withProperty('counters', new Uint32Array(16))],
  ['counters', 'RangeError', withProperty('counters', createCounters().subarray(1))],
  ['signal', 'TypeError', withProperty('signal', {})],
  ['signal', 'TypeError', withProperty('signal', null)],
  ['signal', 'TypeError', withProperty('signal', audio)],
]

describe('a stream with wrong options', () => {
  it.each(WRONG_OPTIONS)('names %s in a %s', (argument, kind, options) => {
    for (const method of ['openCapture', 'openPlayback']) {
      const error = thrownBy(() => call(audio, method, options))
      expect(error.name).toBe(kind)
      expect(error.message).toContain(`${argument} must be`)
    }
  })

  it('asks for a power of two of frames, whatever the channels', () => {
    const stereo = { ...withRing({ samples: createRing(8, 1).samples.subarray(0, 6) }), channels: 2 }
    expect(thrownBy(() => call(audio, 'openPlayback', stereo)).name).toBe('RangeError')
  })

  it('passes on what a getter throws', () => {
    const options = {
      get device(): number {
        throw new Error('from the getter')
      },
    }
    expect(thrownBy(() => call(audio, 'openCapture', options)).message).toBe('from the getter')
  })

  it('survives a getter that closes the signal', () => {
    const signal = audio.createSignal()
    const options = {
      ...streamOptions(NO_DEVICE, { signal }),
      get counters(): Int32Array {
        signal.close()
        return createCounters()
      },
    }
    expect(thrownBy(() => audio.openCapture(options))).toMatchObject({ name: 'NativeError', code: 'closed' })
  })

  it('says `device-failed` for a device that is not there', () => {
    const error = thrownBy(() => audio.openPlayback(streamOptions(NO_DEVICE)))
    expect(error).toMatchObject({ name: 'NativeError', code: 'device-failed' })
  })

  it('survives anything', () => {
    const options = fc.record<Record<keyof StreamOptions, unknown>>(
      {
        device: fc.oneof(fc.constant(NO_DEVICE), fc.anything()),
        channels: fc.oneof(fc.constant(1), fc.anything()),
        sampleRate: fc.oneof(fc.constant(48_000), fc.anything()),
        framesPerBuffer: fc.oneof(fc.constant(0), fc.anything()),
        latencyMs: fc.oneof(fc.constant(10), fc.anything()),
        ring: fc.anything({ withTypedArray: true }),
        counters: fc.anything({ withTypedArray: true }),
        signal: fc.anything(),
      },
      { requiredKeys: [] },
    )
    fc.assert(
      fc.property(fc.oneof(options, fc.anything()), (value) => {
        const error = thrownBy(() => call(audio, 'openCapture', value))
        expect(error instanceof TypeError || error instanceof RangeError || isNativeError(error)).toBe(true)
      }),
    )
  })
})

describe('the other calls with wrong arguments', () => {
  const signal = audio.createSignal()
  const thread = audio.createSoundThread()
  afterAll(() => {
    thread.close()
  })
  const WRONG_CALLS: readonly (readonly [string, object, string, readonly unknown[]])[] = [
    ['signal', audio, 'createSoundThread', [{}]],
    ['signal', audio, 'createSoundThread', [thread]],
    ['signal', audio, 'watchServer', [{}]],
    ['signal', audio, 'watchServer', [7]],
    ['direction', thread, 'open', []],
    ['direction', thread, 'open', ['both', streamOptions(NO_DEVICE)]],
    ['options', thread, 'open', ['capture']],
    ['device', thread, 'open', ['capture', withProperty('device', -1)]],
    ['counters', thread, 'open', ['playback', withProperty('counters', new Int32Array(16))]],
    ['route', thread, 'open', ['capture', withProperty('route', 7)]],
    ['route.name', thread, 'open', ['capture', withProperty('route', { name: 'A=B', value: 'x' })]],
    ['route.name', thread, 'open', ['capture', withProperty('route', { name: '', value: null })]],
    ['route.value', thread, 'open', ['capture', withProperty('route', { name: 'A' })]],
    ['refresh', thread, 'list', [1]],
    ['refresh', thread, 'list', []],
    ['refresh', audio, 'devices', [1]],
    ['refresh', audio, 'devices', [null]],
    ['timeoutMs', signal, 'wait', []],
    ['timeoutMs', signal, 'wait', [-1]],
    ['timeoutMs', signal, 'wait', [60_001]],
    ['timeoutMs', signal, 'wait', [Number.NaN]],
    ['timeoutMs', signal, 'wait', ['1']],
    ['monotonicNs', audio, 'sleepUntil', [1]],
    ['monotonicNs', audio, 'sleepUntil', [-1n]],
    ['monotonicNs', audio, 'sleepUntil', [2n ** 70n]],
    ['monotonicNs', audio, 'sleepUntil', [process.hrtime.bigint() + 3_600_000_000_000n]],
    ['name', audio, 'setEnvironment', []],
    ['name', audio, 'setEnvironment', ['', 'x']],
    ['name', audio, 'setEnvironment', ['A=B', 'x']],
    ['name', audio, 'setEnvironment', ['A\0B', 'x']],
    ['value', audio, 'setEnvironment', ['PALABRE_TEST']],
    ['value', audio, 'setEnvironment', ['PALABRE_TEST', 7]],
    ['value', audio, 'setEnvironment', ['PALABRE_TEST', 'x'.repeat(40_000)]],
  ]

  it.each(WRONG_CALLS)('%s is named', (argument, target, method, values) => {
    const error = thrownBy(() => call(target, method, ...values))
    expect(['TypeError', 'RangeError']).toContain(error.name)
    expect(error.message).toContain(`${argument} must be`)
  })

  it('a method on a foreign object is refused', () => {
    const foreigners: readonly unknown[] = [{}, audio, null, undefined, 7]
    for (const foreign of foreigners) {
      for (const method of ['wait', 'close']) {
        const borrowed = Reflect.get(signal, method) as (timeoutMs: number) => unknown
        expect(thrownBy(() => Reflect.apply(borrowed, foreign, [0])).name).toBe('TypeError')
      }
    }
  })

  it('a closed signal says so, and closing it again is fine', () => {
    const closed = audio.createSignal()
    closed.close()
    closed.close()
    expect(thrownBy(() => closed.wait(0))).toMatchObject({ name: 'NativeError', code: 'closed' })
  })
})

describe('a sound thread', () => {
  it('lists the devices, each list once, and posts its signal', () => {
    audio.terminate()
    const signal = audio.createSignal()
    const thread = audio.createSoundThread(signal)
    expect(thread.takeList()).toBeUndefined()
    thread.list(false)
    expect(signal.wait(10_000)).toBe(true)
    expect(thread.takeList()).toBeInstanceOf(Array)
    expect(thread.takeList()).toBeUndefined()
    thread.close()
    signal.close()
  })

  it('tells why a stream could not be opened, and leaves PortAudio to others at its end', () => {
    const signal = audio.createSignal()
    const thread = audio.createSoundThread(signal)
    const stream = thread.open('playback', streamOptions(NO_DEVICE))
    expect(signal.wait(10_000)).toBe(true)
    expect(thrownBy(() => stream.check())).toMatchObject({ name: 'NativeError', code: 'device-failed' })
    expect([stream.latencyMs, stream.sampleRate]).toEqual([0, 0])
    stream.close()
    stream.close()
    expect(thrownBy(() => stream.check())).toMatchObject({ name: 'NativeError', code: 'closed' })
    thread.close()
    expect(thrownBy(() => thread.busyMs())).toMatchObject({ name: 'NativeError', code: 'closed' })
    expect(audio.devices()).toBeInstanceOf(Array)
    signal.close()
  })
})

describe('the calls that need no device', () => {
  it('gives the version of PortAudio', () => {
    expect(audio.version).toContain('PortAudio V19')
  })

  it('a signal that nobody posts ends its wait in time', () => {
    const signal = audio.createSignal()
    const before = performance.now()
    expect(signal.wait(20)).toBe(false)
    expect(performance.now() - before).toBeGreaterThanOrEqual(19.9)
    signal.close()
  })

  it('sleeps until the time and not before', () => {
    const until = process.hrtime.bigint() + 10_000_000n
    audio.sleepUntil(until)
    expect(process.hrtime.bigint() >= until).toBe(true)
    audio.sleepUntil(0n)
  })

  it('sets and removes a variable of the process', () => {
    audio.setEnvironment('PALABRE_TEST', 'käse')
    expect(process.env['PALABRE_TEST']).toBe('käse')
    audio.setEnvironment('PALABRE_TEST', null)
    expect(process.env['PALABRE_TEST']).toBeUndefined()
  })

  it('ends PortAudio as often as one likes', () => {
    audio.devices()
    audio.terminate()
    audio.terminate()
  })
})
