import type { EngineOptions } from '../contract/engine.ts'
import { VOICE_CONFIG } from '../voice/config.ts'

/** How a voice engine starts where nobody says otherwise. */
export const DEFAULT_ENGINE: EngineOptions = {
  capture: { kind: 'device', name: 'default' },
  playback: { kind: 'device', name: 'default' },
  frameMs: VOICE_CONFIG.frameMs,
  adaptFrame: true,
  bitrate: VOICE_CONFIG.bitrate,
  // A cut word costs more than the bytes of a silence.
  mode: 'continuous',
  profile: 'auto',
  dsp: true,
  transport: 'auto',
}
