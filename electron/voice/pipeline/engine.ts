import type { Clock } from '../../base/clock.ts'
import {
  changedProcessing,
  processingOf,
  type EngineCommand,
  type EngineEvent,
  type EngineMember,
  type LoopbackMode,
  type EngineOptions,
  type Profile,
} from '../../contract/engine.ts'
import type { ChannelLimits } from '../../contract/models.ts'
import type { DeviceList } from '../../contract/services.ts'
import type { MakeEncoder } from '../codec/encoder-bank.ts'
import type { DatagramTransport, FrameDecoder } from '../interfaces.ts'
import { TARGETS } from '../packet/header.ts'
import { PLAYBACK_CHANNELS, samplesOf } from '../units.ts'
import { captureChainOf } from './capture-setup.ts'
import { PIPELINE_CONFIG } from './config.ts'
import { HostLink, type PingCounts } from './host-link.ts'
import { Inbox } from './inbox.ts'
import { levelsOf, statsOf } from './pipeline-stats.ts'
import { ReceiverPipeline } from './receiver-pipeline.ts'
import { SenderPipeline } from './sender-pipeline.ts'
import { SessionKeys } from './session-keys.ts'
import { SelfTest } from './self-test.ts'
import { ReportTurns } from './report-turns.ts'
import { SendControl } from './send-control.ts'
import type { StreamEnds } from './stream-ends.ts'

type WhisperKey = Extract<EngineCommand, { type: 'whisperKey' }>

/** What may open packets that came before. */
const OPENING: ReadonlySet<EngineCommand['type']> = new Set(['epoch', 'members', 'whisperKey'])

export interface EngineParts {
  readonly options: EngineOptions
  readonly clock: Clock
  readonly transport: DatagramTransport
  readonly ends: StreamEnds
  readonly makeEncoder: MakeEncoder
  readonly makeDecoder: () => FrameDecoder
  /** Answers when the sound system has told its devices. */
  readonly listDevices: (answer: (list: DeviceList) => void) => void
  /** Where a session's voice packets are counted from; 0 unless a test cannot wait. */
  readonly firstNumber?: number
  /** The next command waiting, or undefined. */
  readonly takeCommand: () => EngineCommand | undefined
  readonly post: (event: EngineEvent) => void
}

/** Sound kept ready for playback by who sends frames of the given length, ms. */
export function fillMsOf(frameMs: number): number {
  const { shortFrameMostMs, shortFillMs, fillMs } = PIPELINE_CONFIG
  return frameMs <= shortFrameMostMs ? shortFillMs : fillMs
}

/** Length of the blocks in which it is made, ms. */
export function blockMsOf(frameMs: number): number {
  return fillMsOf(frameMs) / PIPELINE_CONFIG.blocksPerFill
}

/**
 * Both chains of a guest in one passive object: each `turn` takes commands and datagrams, makes the playback that is
 * due, sends the capture that is there, and reports. It never waits; `engine-loop` gives it turns.
 */
export class Engine {
  readonly #parts: EngineParts
  #options: EngineOptions
  readonly #link: HostLink
  readonly #sender: SenderPipeline
  readonly #receiver: ReceiverPipeline
  readonly #control: SendControl
  readonly #reports: ReportTurns
  readonly #inbox: Inbox
  readonly #selfTest: SelfTest
  #members: readonly EngineMember[] = []
  /** What is played next, interleaved stereo. */
  readonly #block: Float32Array
  readonly #startedMs: number
  #keys: SessionKeys | undefined
  #inputEnded = false
  /** The own list that is spoken to instead of the channel. */
  #whisperList: number | null = null
  /** Whether the channel is one for music. */
  #isMusic = false
  #nextLevelsMs: number
  #nextStatsMs: number
  #running = true

  constructor(parts: EngineParts) {
    const { options, clock, transport, post } = parts
    this.#parts = parts
    this.#options = options
    this.#link = new HostLink({
      ...{ transport, post },
      onNews: (news) => {
        this.#control.take(news, clock.nowMs())
      },
      onPath: () => {
        this.#control.changePath()
      },
    })
    this.#sender = new SenderPipeline({
      frameMs: options.frameMs,
      bitrate: options.bitrate,
      mode: options.mode,
      ...(options.gate && { gate: options.gate }),
      makeEncoder: parts.makeEncoder,
      chain: captureChainOf(options, clock),
      hasPath: () => this.#link.path !== 'none',
      onNumbersEnding: () => {
        post({ type: 'numbersEnding' })
      },
      send: (bytes, length, nowMs) => this.#link.send(bytes, length, nowMs),
    })
    const blockSamples = samplesOf(blockMsOf(options.frameMs))
    this.#block = new Float32Array(PLAYBACK_CHANNELS * blockSamples)
    this.#receiver = new ReceiverPipeline({
      makeDecoder: parts.makeDecoder,
      blockSamples,
      matching: options.matching ?? options.dsp,
      near: options.profile === 'lan',
    })
    this.#inbox = new Inbox({ transport, link: this.#link, receiver: this.#receiver })
    this.#selfTest = new SelfTest({
      post,
      onEnded: () => {
        this.#aim(clock.nowMs())
      },
    })
    this.#reports = new ReportTurns(this.#receiver, this.#link)
    this.#startedMs = clock.nowMs()
    this.#control = new SendControl(options, this.#sender, this.#startedMs)
    this.#nextLevelsMs = this.#startedMs
    this.#nextStatsMs = this.#startedMs + PIPELINE_CONFIG.statsMs
    parts.ends.choose(options.capture, options.playback, this.#startedMs)
  }

  /** Whether a device's callback gives the time. */
  get hasDevice(): boolean {
    return this.#parts.ends.hasDevice
  }

  /** Does everything that is due; false after the command `stop`. */
  turn(): boolean {
    const nowMs = this.#parts.clock.nowMs()
    this.#takeCommands(nowMs)
    if (!this.#running) return false
    this.#inbox.turn(nowMs)
    this.#parts.ends.turn(nowMs)
    this.#selfTest.turn(nowMs, this.#parts.ends.isPlaybackReady)
    this.#play(nowMs)
    this.#capture(nowMs)
    this.#link.turn(nowMs, this.#pingCounts)
    this.#reports.turn(nowMs)
    this.#report(nowMs)
    return true
  }

  /** When the next turn is due at the latest, in the clock's milliseconds. */
  dueMs(): number {
    const { source, sink } = this.#parts.ends
    const latest = this.#parts.clock.nowMs() + PIPELINE_CONFIG.waitMostMs
    return Math.min(source.dueMs(this.#sender.frame.length), sink.dueMs(), latest)
  }

  /** Ends everything and reports for the last time. */
  close(): void {
    this.#running = false
    const nowMs = this.#parts.clock.nowMs()
    const { ends, post } = this.#parts
    this.#sender.endSpurt(nowMs)
    this.#inbox.forget()
    const stats = this.#stats(nowMs)
    this.#endSession(nowMs)
    this.#receiver.close()
    this.#sender.close()
    ends.close()
    const { inputStartedAtNs, outputStartedAtNs } = ends
    post({ type: 'stopped', stats, inputStartedAtNs, outputStartedAtNs })
  }

  #takeCommands(nowMs: number): void {
    let isNews = false
    for (;;) {
      const command = this.#parts.takeCommand()
      if (command === undefined) break
      this.#apply(command, nowMs)
      isNews ||= OPENING.has(command.type)
    }
    if (isNews) this.#inbox.retry()
  }

  #apply(command: EngineCommand, nowMs: number): void {
    const { ends, post, listDevices } = this.#parts
    switch (command.type) {
      case 'connect':
        this.#endSession(nowMs)
        this.#keys = new SessionKeys(command.sourceId, command.sessionNonce)
        this.#sender.setSession(this.#keys, this.#parts.firstNumber)
        this.#receiver.setSession(this.#keys)
        this.#tellMembers()
        this.#link.connect(command, nowMs)
        this.#reports.connect(command.sourceId)
        return
      case 'disconnect':
        this.#endSession(nowMs)
        return
      case 'epoch':
        this.#keys?.renew(command.channelId, command.epoch, command.secret, nowMs)
        return
      case 'whisperKey':
        this.#takeWhisperKey(command, nowMs)
        return
      case 'whisperEnded':
        this.#keys?.endList(command.sourceId, command.list)
        this.#receiver.endWhisper(command.sourceId, command.list)
        return
      case 'whisper':
        this.#whisperList = command.list
        this.#sender.setWhispering(command.list !== null)
        this.#aim(nowMs)
        return
      case 'members':
        this.#members = command.members
        this.#tellMembers()
        return
      case 'channel':
        this.#followChannel(command, nowMs)
        return
      case 'loopback':
        this.#setLoopback(command.mode, nowMs)
        return
      case 'playTone':
        this.#selfTest.playTone(nowMs)
        return
      case 'trial':
        this.#selfTest.setTrial(command.on, nowMs)
        this.#aim(nowMs)
        return
      case 'calibrate':
        this.#selfTest.setCalibrating(command.on)
        this.#aim(nowMs)
        return
      case 'profile':
        this.#setProfile(command.profile)
        return
      case 'flags':
        this.#sender.setSilenced(command.muted || command.deafened)
        this.#receiver.setDeafened(command.deafened)
        return
      case 'speakers':
        this.#receiver.setSpeakers(command.speakers)
        return
      case 'playback':
        this.#receiver.setMatching(command.matching)
        return
      case 'devices':
        this.#sender.endSpurt(nowMs)
        this.#inputEnded = false
        this.#setOptions({ capture: command.capture, playback: command.playback })
        this.#sender.chain.forgetEcho()
        this.#control.changeCapture(command.capture)
        ends.choose(command.capture, command.playback, nowMs)
        return
      case 'talk':
        this.#sender.setTalking(command.on)
        return
      case 'mode':
        this.#sender.setMode(command.mode, nowMs, command.gate)
        return
      case 'processing':
        this.#setOptions({ processing: changedProcessing(this.#options.processing, command) })
        return
      case 'tunnelIn':
        this.#inbox.take(command.datagram, 0, command.datagram.length, 'tcp', nowMs)
        return
      case 'listDevices':
        listDevices((list) => {
          post({ type: 'deviceList', id: command.id, list })
        })
        return
      case 'stop':
        this.#running = false
    }
  }

  /** Steps of processing of which nothing is wished follow the input and the profile. */
  #setOptions(change: Partial<EngineOptions>): void {
    this.#options = { ...this.#options, ...change }
    this.#sender.chain.switch(processingOf(this.#options, this.#isMusic ? 'music' : 'voice'))
  }

  /** What the sound is set for, from the next packet on. */
  #setProfile(profile: Profile): void {
    this.#setOptions({ profile })
    this.#control.setProfile(profile)
    this.#receiver.setNear(profile === 'lan')
  }

  /** Music is sent as it is, and heard as it comes, save for steps of processing that are wished. */
  #followChannel(limits: ChannelLimits, nowMs: number): void {
    this.#isMusic = limits.kind === 'music'
    this.#control.setLimits(limits)
    this.#parts.ends.setStereo(limits.stereo === true)
    this.#sender.setMusic(this.#isMusic, nowMs)
    this.#receiver.setMusic(this.#isMusic)
    this.#setOptions({})
  }

  /** Nobody else hears a test, and none hears a rest of what was meant for others. */
  #setLoopback(mode: LoopbackMode, nowMs: number): void {
    this.#selfTest.setLoopback(mode)
    this.#aim(nowMs)
    this.#tellMembers()
  }

  /** A test of the own microphone is for nobody else, not even for a list. */
  #aim(nowMs: number): void {
    const { mode, isPrivate } = this.#selfTest
    const heardBy = mode === 'host' ? TARGETS.loopback : (this.#whisperList ?? TARGETS.channel)
    this.#sender.setTarget(isPrivate ? undefined : heardBy, nowMs)
  }

  #takeWhisperKey({ from, list, epoch, secret }: WhisperKey, nowMs: number): void {
    const keys = this.#keys
    if (keys === undefined) return
    keys.renewList(from.sourceId, list, epoch, secret, nowMs)
    if (from.sourceId !== keys.sourceId) this.#receiver.setWhisper(from, list)
  }

  /** In a test over the host this guest is one of those who are heard. */
  #tellMembers(): void {
    const keys = this.#keys
    if (keys === undefined || this.#selfTest.mode !== 'host') this.#receiver.setMembers(this.#members)
    else
      this.#receiver.setMembers([
        ...this.#members,
        { sourceId: keys.sourceId, sessionNonce: keys.sessionNonce, nickname: '' },
      ])
  }

  #endSession(nowMs: number): void {
    this.#sender.endSpurt(nowMs)
    this.#link.disconnect()
    this.#inbox.forget()
    this.#sender.setSession(undefined)
    this.#receiver.setSession(undefined)
    this.#keys = undefined
    this.#members = []
  }

  #play(nowMs: number): void {
    const { ends } = this.#parts
    const { sink } = ends
    for (let block = 0; block < PIPELINE_CONFIG.blocksPerTurn && sink.wants(this.#block); block += 1) {
      // A paced sink that was kept waiting gets each block as of its own time, so that nothing is cut out.
      this.#receiver.render(this.#block, Math.min(nowMs, sink.dueMs()))
      this.#selfTest.addTo(this.#block, PLAYBACK_CHANNELS)
      ends.noteWait()
      if (sink.write(this.#block)) this.#sender.chain.hear(this.#block, PLAYBACK_CHANNELS)
    }
  }

  #capture(nowMs: number): void {
    const { source } = this.#parts.ends
    // A file or a tone begins when somebody can hear it.
    const isHeard = this.#link.path !== 'none' && this.#keys?.epoch !== undefined
    if (isHeard || this.#selfTest.isPrivate) source.start()
    for (
      let frame = 0;
      frame < PIPELINE_CONFIG.framesPerTurn && source.read(this.#sender.frame, this.#sender.side);
      frame += 1
    ) {
      this.#sender.process(nowMs)
      this.#selfTest.hear(this.#sender.frame, this.#sender.chain.levelDb)
    }
    if (!source.ended() || this.#inputEnded) return
    this.#inputEnded = true
    this.#sender.endSpurt(nowMs)
    this.#parts.post({ type: 'inputEnded' })
  }

  #report(nowMs: number): void {
    if (nowMs >= this.#nextLevelsMs) {
      this.#nextLevelsMs = Math.max(this.#nextLevelsMs + PIPELINE_CONFIG.levelsMs, nowMs)
      this.#parts.post({ type: 'levels', levels: levelsOf(this.#sender, this.#receiver, nowMs) })
    }
    if (nowMs < this.#nextStatsMs) return
    this.#nextStatsMs = Math.max(this.#nextStatsMs + PIPELINE_CONFIG.statsMs, nowMs)
    this.#parts.post({ type: 'stats', stats: this.#stats(nowMs) })
  }

  readonly #pingCounts = (): PingCounts => {
    const { packetsReceived, lost } = this.#receiver.totals(this.#parts.clock.nowMs())
    return { sent: this.#sender.framesSent, received: packetsReceived, lost }
  }

  #stats(nowMs: number): ReturnType<typeof statsOf> {
    return statsOf({
      sender: this.#sender,
      control: this.#control,
      receiver: this.#receiver,
      link: this.#link,
      ends: this.#parts.ends,
      drops: this.#inbox.drops,
      startedMs: this.#startedMs,
      nowMs,
    })
  }
}
