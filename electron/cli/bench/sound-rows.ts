import { levelOf } from '../../voice/capture/audio-level.ts'
import { AutomaticGain } from '../../voice/capture/automatic-gain.ts'
import { EchoCanceller } from '../../voice/capture/echo-canceller.ts'
import { EchoStage } from '../../voice/capture/echo-stage.ts'
import { HighPass } from '../../voice/capture/high-pass.ts'
import { NoiseSuppressor } from '../../voice/capture/noise-suppressor.ts'
import { PreRoll } from '../../voice/capture/pre-roll.ts'
import { RingSource } from '../../voice/capture/ring-source.ts'
import { VoiceActivity } from '../../voice/capture/voice-activity.ts'
import { OpusDecoder } from '../../voice/codec/opus-decoder.ts'
import { OpusEncoder } from '../../voice/codec/opus-encoder.ts'
import { JitterBuffer } from '../../voice/jitter/jitter-buffer.ts'
import { SELECT_CONFIG } from '../../voice/mix/config.ts'
import { GainRamp } from '../../voice/mix/gain-ramp.ts'
import { Mixer } from '../../voice/mix/mixer.ts'
import { VoiceStrip } from '../../voice/mix/voice-strip.ts'
import {
  composeHeader,
  HEADER_BYTES,
  MOST_PAYLOAD_BYTES,
  PacketHeader,
  parseHeader,
} from '../../voice/packet/header.ts'
import { PacketOpener, PacketSealer } from '../../voice/packet/seal.ts'
import { RingSink } from '../../voice/playback/ring-sink.ts'
import { PLAYBACK_CHANNELS, SAMPLE_RATE, samplesOf } from '../../voice/units.ts'
import { SOUND_CONFIG } from './sound-config.ts'
import { packetRingRows } from './sound-packet-rows.ts'

const FRAME_MS = 10
const FRAME = samplesOf(FRAME_MS)

/** One thing that is measured: `call` does it once; false where its result is wrong. */
export interface SoundRow {
  readonly name: string
  readonly per: 'frame' | 'packet'
  readonly call: () => boolean
  /** How often `call` does it; absent: once. */
  readonly times?: number
  /** Before each call, and after it (false where what it did is wrong); neither is measured. */
  readonly prepare?: () => void
  readonly check?: () => boolean
}

/** A sound that is no tone and no noise, the same in each run. */
function testSound(): Float32Array {
  return Float32Array.from({ length: FRAME }, (_, index) => {
    const turn = (2 * Math.PI * index) / FRAME
    return SOUND_CONFIG.amplitude * (Math.sin(3 * turn) + 0.5 * Math.sin(17 * turn + Math.sin(turn)))
  })
}

/** What is done to a frame before it is sent. */
export function captureRows(): SoundRow[] {
  const sound = testSound()
  const frame = new Float32Array(FRAME)
  const [activity, roll] = [new VoiceActivity(), new PreRoll(FRAME)]
  const echo = new EchoStage(new EchoCanceller(), FRAME)
  const [highPass, suppressor, gain] = [new HighPass(), new NoiseSuppressor(FRAME), new AutomaticGain()]
  const onFrame = (name: string, work: () => void): SoundRow => ({
    name,
    per: 'frame',
    call: () => {
      frame.set(sound)
      work()
      return (frame[1] ?? NaN) < 1
    },
  })
  return [
    { name: 'level', per: 'frame', call: () => levelOf(sound) < 0 },
    onFrame('high-pass', () => {
      highPass.process(frame)
    }),
    onFrame('echo canceller', () => {
      echo.hear(sound)
      echo.process(frame)
    }),
    onFrame('suppressor', () => {
      suppressor.process(frame)
    }),
    {
      name: 'voice activity, pre-roll',
      per: 'frame',
      call: () => {
        roll.keep(sound, -80)
        return activity.observe(-80, FRAME_MS) === 'silent'
      },
    },
    onFrame('gain', () => {
      gain.hear(-30, NaN, FRAME_MS)
      gain.process(frame)
    }),
  ]
}

/** The codec, both ways. */
export function codecRows(): SoundRow[] {
  const sound = testSound()
  const frame = new Float32Array(FRAME)
  const encoder = new OpusEncoder({ frameMs: FRAME_MS, bitrate: SOUND_CONFIG.bitrate })
  const decoder = new OpusDecoder()
  const out = new Uint8Array(MOST_PAYLOAD_BYTES)
  const packet = out.slice(0, encoder.encode(sound, out))
  return [
    { name: 'encode', per: 'frame', call: () => encoder.encode(sound, out) > 0 },
    { name: 'decode', per: 'frame', call: () => decoder.decode(packet, frame) === FRAME },
  ]
}

/** Packets made, read, opened, and put in order. */
export function packetRows(): SoundRow[] {
  const [header, read, key] = [new PacketHeader(), new PacketHeader(), new Uint8Array(32).fill(7)]
  const payload = Uint8Array.from({ length: SOUND_CONFIG.payloadBytes }, (_, index) => (index * 37) & 0xff)
  const [sealer, opener, jitter] = [new PacketSealer(), new PacketOpener(), new JitterBuffer()]
  header.frameCode = 2
  const length = sealer.seal(header, payload, payload.length, key)
  const sealed = sealer.packet.slice()
  const created = new Uint8Array(HEADER_BYTES + payload.length)
  let [sequence, timestamp, inserted] = [0, 0, 0]
  const insert = (): boolean => {
    header.sequence = inserted
    header.timestamp = (inserted * FRAME) >>> 0
    inserted += 1
    return jitter.insert(header, payload, inserted * FRAME_MS) === 'fresh'
  }
  return [
    {
      name: 'create',
      per: 'packet',
      call: () => {
        header.sequence = sequence
        composeHeader(created, 0, header)
        created.set(payload, HEADER_BYTES)
        sequence = (sequence + 1) >>> 0
        return created[HEADER_BYTES + payload.length - 1] === payload[payload.length - 1]
      },
    },
    {
      name: 'create and seal',
      per: 'packet',
      call: () => {
        header.sequence = sequence
        header.timestamp = timestamp
        sequence += 1
        timestamp = (timestamp + FRAME) >>> 0
        return sealer.seal(header, payload, payload.length, key) === length
      },
    },
    { name: 'parse', per: 'packet', call: () => parseHeader(sealed, 0, length, read) === undefined },
    {
      name: 'open and check',
      per: 'packet',
      call: () => {
        const opened = opener.open(sealed, 0, length, key)
        return opened === payload.length && same(opener.payload, payload)
      },
    },
    {
      name: 'jitter insert and get',
      per: 'packet',
      call: () => {
        const fresh = insert()
        jitter.get(inserted * FRAME_MS)
        return fresh
      },
    },
  ]
}

/** Mixing of two voices, with the limiter at rest and at work, and of as many as are ever decoded at once. */
export function mixRows(): SoundRow[] {
  const sound = testSound()
  const block = new Float32Array(PLAYBACK_CHANNELS * FRAME)
  const mixed = (mixer: Mixer, gain: number) => {
    const ramp = new GainRamp()
    ramp.aim(gain)
    return (): boolean => {
      mixer.begin(block)
      mixer.add(block, sound, ramp)
      mixer.add(block, sound, ramp)
      mixer.finish(block)
      return (block[1] ?? NaN) < 1
    }
  }
  return [
    { name: 'mix two', per: 'frame', call: mixed(new Mixer(PLAYBACK_CHANNELS), 1) },
    { name: 'mix two, limited', per: 'frame', call: mixed(new Mixer(PLAYBACK_CHANNELS), 10) },
    { name: 'match and mix 64', per: 'frame', call: crowd(sound, block) },
  ]
}

/** A block of 64 voices through their strips, loudness matching included. */
function crowd(sound: Float32Array, block: Float32Array): () => boolean {
  const mixer = new Mixer(PLAYBACK_CHANNELS)
  const strips = Array.from({ length: SELECT_CONFIG.mostVoices }, () => new VoiceStrip())
  return () => {
    mixer.begin(block)
    for (const strip of strips) {
      strip.aim(sound, true, 1)
      mixer.add(block, sound, strip.left, strip.right)
    }
    mixer.finish(block)
    return (block[1] ?? NaN) < 1
  }
}

/** The ring between a device's callback and the loop: a frame in and out again, its samples compared. */
export function ringRows(): SoundRow[] {
  const ring = {
    samples: new Float32Array(new SharedArrayBuffer(SOUND_CONFIG.ringSamples * PLAYBACK_CHANNELS * 4)),
    indices: new Int32Array(new SharedArrayBuffer(128)),
  }
  const stream = {
    ...{ ring, channels: PLAYBACK_CHANNELS, sampleRate: SAMPLE_RATE, fill: FRAME },
    ...{ startedNs: () => undefined, xruns: () => 0, deviceXruns: () => 0 },
  }
  const [sink, source] = [new RingSink(stream), new RingSource(stream)]
  const sound = inStereo(testSound())
  const frame = new Float32Array(FRAME)
  // The other side's index is moved by hand, so that each row is one direction alone.
  const [write, read] = [0, 16]
  const last = (at: number): number => 2 * ((at + FRAME - 1) & (SOUND_CONFIG.ringSamples - 1)) + 1
  return [
    {
      name: 'ring write',
      per: 'frame',
      call: () => {
        const at = Atomics.load(ring.indices, write)
        Atomics.store(ring.indices, read, at)
        return sink.write(sound) && ring.samples[last(at)] === sound[sound.length - 1]
      },
    },
    {
      name: 'ring read',
      per: 'frame',
      call: () => {
        const at = Atomics.load(ring.indices, read)
        Atomics.store(ring.indices, write, (at + FRAME) | 0)
        return source.read(frame) && frame[FRAME - 1] === ring.samples[last(at)]
      },
    },
    {
      name: 'ring write and read',
      per: 'frame',
      call: () => sink.write(sound) && source.read(frame) && frame[FRAME - 1] === sound[sound.length - 1],
    },
  ]
}

/** The same from both loudspeakers. */
function inStereo(sound: Float32Array): Float32Array {
  return Float32Array.from({ length: PLAYBACK_CHANNELS * sound.length }, (_, place) => sound[place >> 1] ?? 0)
}

/** Every row, in the order of a voice's way. */
export function soundRows(): SoundRow[] {
  return [...captureRows(), ...codecRows(), ...packetRows(), ...packetRingRows(), ...mixRows(), ...ringRows()]
}

function same(one: Uint8Array, other: Uint8Array): boolean {
  for (let index = 0; index < other.length; index += 1) if (one[index] !== other[index]) return false
  return true
}
