import { describe, expect, it } from 'vitest'
import { tableOf } from '../../../../electron/cli/devices.ts'
import { PalabreError } from '../../../../electron/contract/errors.ts'
import type { AudioDevice } from '../../../../electron/contract/services.ts'

const DEVICE: AudioDevice = {
  id: 'ALSA: pulse',
  name: 'pulse',
  hostApi: 'ALSA',
  inputChannels: 2,
  outputChannels: 32,
  defaultSampleRate: 44_100,
  defaultLowInputLatencyMs: 8,
  defaultLowOutputLatencyMs: 8,
  isDefaultInput: true,
  isDefaultOutput: false,
  preferred: true,
}

describe('the list of devices', () => {
  it('is a table with a line per device', () => {
    expect(tableOf({ devices: [DEVICE, { ...DEVICE, name: 'a longer name', isDefaultInput: false }] })).toBe(
      [
        '   DEVICE         SYSTEM  IN  OUT  RATE      ID',
        '*  pulse          ALSA    2   32   44100 Hz  ALSA: pulse',
        '   a longer name  ALSA    2   32   44100 Hz  ALSA: pulse',
        '',
      ].join('\n'),
    )
  })

  it('says why there is none', () => {
    const error = new PalabreError('audio-unavailable').report()
    expect(tableOf({ devices: [], error })).toMatch(/^This machine offers no sound system\..*\n$/)
    expect(tableOf({ devices: [] })).toBe('The sound system knows no device.\n')
  })
})
