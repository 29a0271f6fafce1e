import type { Clock } from '../../base/clock.ts'
import { processingOf, type EngineOptions } from '../../contract/engine.ts'
import { CaptureChain } from '../capture/capture-chain.ts'
import { EchoCanceller } from '../capture/echo-canceller.ts'
import { EchoStage } from '../capture/echo-stage.ts'
import { NoiseSuppressor } from '../capture/noise-suppressor.ts'
import { samplesOf } from '../units.ts'
import { captureMsOf } from './sender-pipeline.ts'

/** The capture chain as the engine's options want it at first. */
export function captureChainOf(options: EngineOptions, clock: Clock): CaptureChain {
  const frameMs = captureMsOf(options.frameMs)
  const frameSamples = samplesOf(frameMs)
  const echo = orNone(() => new EchoStage(new EchoCanceller(), frameSamples))
  const suppressor = orNone(() => new NoiseSuppressor(frameSamples))
  const processing = processingOf(options)
  return new CaptureChain({
    ...{ frameMs, clock, processing },
    ...(echo && { echo }),
    ...(suppressor && { suppressor }),
  })
}

/** A voice with noise is better than none: where a step cannot be loaded, the statistics lack its row. */
function orNone<T>(make: () => T): T | undefined {
  try {
    return make()
  } catch {
    return undefined
  }
}
