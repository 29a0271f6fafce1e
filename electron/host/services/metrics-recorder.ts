import type { Clock } from '../../base/clock.ts'

/** Figures of a host at one moment, by name. Counts are totals since its start, the others values now. */
export type MetricsSample = Readonly<Record<string, number>>

export interface MetricsRecorderOptions {
  readonly clock: Clock
  /** What can be read at any time. */
  readonly sample: () => MetricsSample
  /** What was since this was asked last: the recorder alone may ask. */
  readonly period?: () => MetricsSample
  /** Between two samples, ms. */
  readonly everyMs: number
  /** Samples kept. */
  readonly kept: number
}

/** Looks at a host's figures once in a while and keeps the last of them. */
export class MetricsRecorder {
  readonly #options: MetricsRecorderOptions
  readonly #samples: { readonly at: number; readonly values: MetricsSample }[] = []
  #period: MetricsSample = {}
  #cancel: () => void = () => {}

  constructor(options: MetricsRecorderOptions) {
    this.#options = options
    this.#wait()
  }

  /** The figures now; those over a time are of the last period that is over. */
  now(): MetricsSample {
    return { ...this.#options.sample(), ...this.#period }
  }

  /** Samples taken after a time, the oldest first. */
  since(at: number): readonly { readonly at: number; readonly values: MetricsSample }[] {
    const first = this.#samples.findIndex((sample) => sample.at > at)
    return first < 0 ? [] : this.#samples.slice(first)
  }

  close(): void {
    this.#cancel()
  }

  #wait(): void {
    const { clock, everyMs, kept, period } = this.#options
    this.#cancel = clock.after(everyMs, () => {
      this.#period = period?.() ?? {}
      this.#samples.push({ at: clock.wallMs(), values: this.now() })
      if (this.#samples.length > kept) this.#samples.shift()
      this.#wait()
    })
  }
}
