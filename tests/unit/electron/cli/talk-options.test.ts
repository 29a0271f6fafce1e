import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readTalkOptions, WrongUsage } from '../../../../electron/cli/talk-options.ts'
import { DEFAULT_ENGINE } from '../../../../electron/processes/engine-defaults.ts'

const engineOf = (...words: string[]) => readTalkOptions(['INVITE', ...words])?.engine

describe('options of palabre talk', () => {
  it('have defaults for everything but the invite', () => {
    expect(readTalkOptions(['INVITE', '--name', 'Ada'])).toEqual({
      invite: 'INVITE',
      nickname: 'Ada',
      channel: undefined,
      linkCode: undefined,
      engine: { ...DEFAULT_ENGINE, mode: 'continuous' },
      seconds: undefined,
      downlink: 'auto',
      whisper: [],
      muted: false,
      deafened: false,
      loopback: 'off',
      dataDir: undefined,
      json: false,
    })
  })

  it('are all understood', () => {
    const words =
      'INVITE --name A --channel Quiet --input wav:a:b.wav --loop --output device:X --seconds 2.5 --frame-ms 2.5 ' +
      '--bitrate 32000 --mode vad --no-dsp --profile lan --downlink mix --transport dgram --mute --deaf --data D ' +
      '--loopback host --json --whisper Bob,#Games/, --link-code K7MP-2XQ9'
    expect(readTalkOptions(words.split(' '))).toEqual({
      invite: 'INVITE',
      nickname: 'A',
      channel: 'Quiet',
      linkCode: 'K7MP-2XQ9',
      engine: {
        capture: { kind: 'wav', file: resolve('a:b.wav'), loop: true },
        playback: { kind: 'device', name: 'X' },
        frameMs: 2.5,
        adaptFrame: false,
        bitrate: 32_000,
        musicBitrate: 32_000,
        mode: 'vad',
        profile: 'lan',
        dsp: false,
        transport: 'dgram',
      },
      seconds: 2.5,
      downlink: 'mix',
      whisper: ['Bob', '#Games/'],
      muted: true,
      deafened: true,
      loopback: 'host',
      dataDir: resolve('D'),
      json: true,
    })
  })

  it('say whether pauses are left out, or leave it to the input', () => {
    expect(engineOf('--dtx')?.dtx).toBe(true)
    expect(engineOf('--no-dtx')?.dtx).toBe(false)
    expect(engineOf()).not.toHaveProperty('dtx')
  })

  it('name sources and sinks', () => {
    expect(engineOf('--input', 'silence')?.capture).toEqual({ kind: 'silence' })
    expect(engineOf('--input', 'tone:440')?.capture).toEqual({ kind: 'tone', hz: 440 })
    expect(engineOf('--input', 'device:My mic: left')?.capture).toEqual({
      kind: 'device',
      name: 'My mic: left',
    })
    expect(engineOf('--output', 'null')?.playback).toEqual({ kind: 'null' })
    expect(engineOf('--output', 'wav:o.wav')?.playback).toEqual({ kind: 'wav', file: resolve('o.wav') })
  })

  it('name the steps of processing, and then all of them', () => {
    expect(engineOf('--processing', 'highPass, gain')?.processing).toEqual({
      ...{ highPass: true, echo: false, suppressor: false, gain: true },
    })
    expect(engineOf('--mode', 'ptt')).toMatchObject({ mode: 'ptt', dsp: true })
    expect(engineOf()?.processing).toBeUndefined()
  })

  it('ask for help', () => {
    expect(readTalkOptions(['--help'])).toBeUndefined()
  })

  it.each([
    [[]],
    [['a', 'b']],
    [['a', '--unknown']],
    [['a', '--name', '']],
    [['a', '--name', 'x'.repeat(33)]],
    [['a', '--name', 'a\nb']],
    [['a', '--input', 'mp3:x']],
    [['a', '--input', 'wav:']],
    [['a', '--input', 'silence:x']],
    [['a', '--input', 'tone:loud']],
    [['a', '--output', 'tone:1']],
    [['a', '--output', 'null:x']],
    [['a', '--seconds', '0']],
    [['a', '--seconds', 'soon']],
    [['a', '--seconds', '']],
    [['a', '--frame-ms', '15']],
    [['a', '--bitrate', '5999']],
    [['a', '--mode', 'push']],
    [['a', '--processing', 'gain,magic']],
    [['a', '--processing', '']],
    [['a', '--processing', 'gain', '--no-dsp']],
    [['a', '--profile', 'moon']],
    [['a', '--transport', 'tcp']],
    [['a', '--loop=yes']],
  ])('that are wrong are told in one sentence: %j', (words) => {
    expect(() => readTalkOptions(words)).toThrow(WrongUsage)
    expect(() => readTalkOptions(words)).toThrow(/^[^\n]+\.$|^[^\n]+not '[^\n]*'\.$/)
  })
})
