import type { Clock } from '../../base/clock.ts'
import { processingOf, type EngineOptions } from '../../contract/engine.ts'
import { CaptureChain } from '../capture/capture-chain.ts'
import { NoiseSuppressor } from '../capture/noise-suppressor.ts'
import { samplesOf } from '../units.ts'

/** The capture chain as the engine's options want it at first. */
export function captureChainOf(options: EngineOptions, clock: Clock): CaptureChain {
  const { frameMs } = options
  const suppressor = suppressorOrNone(samplesOf(frameMs))
  const processing = processingOf(options)
  return new CaptureChain({ frameMs, clock, processing, ...(suppressor && { suppressor }) })
}

/** A voice with noise is better than none: where the suppressor cannot be loaded, the statistics lack its row. */
function suppressorOrNone(frameSamples: number): NoiseSuppressor | undefined {
  try {
    return new NoiseSuppressor(frameSamples)
  } catch {
    return undefined
  }
}
