import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { withCompiledCalls } from '../../base/wasm-wrappers.ts'

/** Samples RNNoise takes at a time: 10 ms at 48 kHz. */
export const RNNOISE_FRAME = 480

/** What of WebAssembly is used here; Node's own types leave it to those of browsers. */
interface WebAssemblyApi {
  readonly Module: new (bytes: Uint8Array) => object
  readonly Instance: new (
    module: object,
    imports: Record<string, Record<string, (...values: number[]) => number>>,
  ) => { readonly exports: Readonly<Record<string, unknown>> }
}
const { WebAssembly: webAssembly } = globalThis as unknown as { WebAssembly: WebAssemblyApi }

/** The exports of the module; its build has shortened their names. */
interface RnnoiseExports {
  readonly memory: { readonly buffer: ArrayBuffer }
  readonly construct: () => void
  readonly create: (model: number) => number
  readonly destroy: (state: number) => void
  readonly allocate: (bytes: number) => number
  readonly process: (state: number, out: number, input: number) => number
}

let compiled: object | undefined

/**
 * RNNoise (J.-M. Valin, "A Hybrid DSP/Deep Learning Approach to Real-Time Full-Band Speech Enhancement") as
 * WebAssembly, loaded at once and without a network. Throws where the module cannot be read.
 */
export class Rnnoise {
  /** The frame: written before `process`, read after it. Samples on the scale of 16-bit integers. */
  readonly frame: Float32Array
  readonly #exports: RnnoiseExports
  readonly #buffer: number
  #state: number

  constructor() {
    this.#exports = withCompiledCalls(instantiate)
    this.#exports.construct()
    this.#buffer = this.#exports.allocate(RNNOISE_FRAME * Float32Array.BYTES_PER_ELEMENT)
    this.#state = this.#exports.create(0)
    if (this.#buffer === 0 || this.#state === 0) throw new Error('RNNoise found no memory')
    this.frame = new Float32Array(this.#exports.memory.buffer, this.#buffer, RNNOISE_FRAME)
  }

  /** Works on `frame` in place, 10 ms late; answers the probability of speech, 0..1. */
  process(): number {
    return this.#exports.process(this.#state, this.#buffer, this.#buffer)
  }

  reset(): void {
    this.#exports.destroy(this.#state)
    this.#state = this.#exports.create(0)
  }
}

function instantiate(): RnnoiseExports {
  compiled ??= new webAssembly.Module(
    readFileSync(createRequire(import.meta.url).resolve('@jitsi/rnnoise-wasm/dist/rnnoise.wasm')),
  )
  const { exports } = new webAssembly.Instance(compiled, {
    a: {
      // Its memory holds many states; it never has to grow, and views of it stay valid.
      a: () => 0,
      b: (to = 0, from = 0, bytes = 0) => {
        heap.copyWithin(to, from, from + bytes)
        return to
      },
    },
  })
  const found: RnnoiseExports = {
    memory: exports['c'] as RnnoiseExports['memory'],
    construct: exports['d'] as RnnoiseExports['construct'],
    create: exports['f'] as RnnoiseExports['create'],
    allocate: exports['g'] as RnnoiseExports['allocate'],
    destroy: exports['h'] as RnnoiseExports['destroy'],
    process: exports['j'] as RnnoiseExports['process'],
  }
  const heap = new Uint8Array(found.memory.buffer)
  return found
}
