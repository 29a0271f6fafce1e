import process from 'node:process'
import { systemClock } from '../base/clock.ts'
import { systemRandom } from '../base/random.ts'
import { errorOf, reportOf, sentenceOf, type PalabreError } from '../contract/errors.ts'
import type { ConnectOptions, SessionState } from '../contract/services.ts'
import { logLevel, stderrLogger } from '../processes/logger.ts'
import { openVoiceService } from '../processes/open-voice-service.ts'
import { VoiceService, type VoiceServiceOptions } from '../processes/voice-service.ts'
import { ephemeralIdentity } from '../session/identity.ts'
import { inviteOnLan, isOnLan, lanSurroundings } from './lan-search.ts'
import { readTalkOptions, TALK_HELP, WrongUsage, type TalkOptions } from './talk-options.ts'
import { readTalkKeys } from './talk-keys.ts'
import { TalkWhisper } from './talk-whisper.ts'
import { jsonReport, textReport, type TalkReport } from './talk-report.ts'

const USAGE_EXIT = 2

/** `palabre talk`: a guest without a window. */
export async function run(args: string[]): Promise<number> {
  let options: TalkOptions | undefined
  try {
    options = readTalkOptions(args)
  } catch (error) {
    if (!(error instanceof WrongUsage)) throw error
    process.stderr.write(`palabre talk: ${error.message}\n`)
    return USAGE_EXIT
  }
  if (options === undefined) {
    process.stdout.write(TALK_HELP)
    return 0
  }
  return talk(options)
}

/** Talks until the end; throws the PalabreError that ended it early. */
async function talk(options: TalkOptions): Promise<number> {
  const write = (line: string) => {
    process.stdout.write(`${line}\n`)
  }
  const report = options.json ? jsonReport(write) : textReport(write)
  const ending = Promise.withResolvers<PalabreError | undefined>()
  const stopSignals = onSignal(() => {
    ending.resolve(undefined)
  })
  const service = await openService(options, report, ending.resolve, (state) => {
    whisper.see(state)
  })
  const whisper = new TalkWhisper(service, complain)
  if (options.whisper.length > 0) whisper.hold(options.whisper)
  service.onEngine(({ type }) => {
    if (type === 'inputEnded') report.inputEnded()
  })
  const stopKeys = options.engine.mode === 'ptt' ? listenForKeys(service, whisper) : () => {}
  try {
    const error = await stay(service, options, ending)
    if (error !== undefined) throw error
    return 0
  } finally {
    stopKeys()
    report.done(await service.close())
    stopSignals()
  }
}

function openService(
  options: TalkOptions,
  report: TalkReport,
  end: (error: PalabreError | undefined) => void,
  see: (state: SessionState) => void,
): Promise<VoiceService> {
  const serviceOptions: Omit<VoiceServiceOptions, 'identity'> = {
    engine: options.engine,
    logger: stderrLogger('talk', logLevel(process.env)),
    events: {
      onSession(state) {
        report.state(state)
        see(state)
        if (state.state === 'closed') end(state.error === undefined ? undefined : errorOf(state.error))
      },
      onLevels() {},
      onHosts() {},
      onJob() {},
      onDownload() {},
      onHearing() {},
      onTestStep() {},
      onMessage() {},
      onStats(stats) {
        report.stats(stats)
      },
      onDevice({ which, error }) {
        report.device(which, error === null ? undefined : sentenceOf(error))
        if (error?.code === 'file-unreadable') end(errorOf(error))
      },
    },
  }
  if (options.dataDir !== undefined) return openVoiceService(options.dataDir, serviceOptions)
  return Promise.resolve(new VoiceService({ ...serviceOptions, identity: ephemeralIdentity(systemRandom) }))
}

/** From the first dial to the end of the time; answers the error that ended it early. */
async function stay(
  service: VoiceService,
  options: TalkOptions,
  ending: PromiseWithResolvers<PalabreError | undefined>,
): Promise<PalabreError | undefined> {
  const { nickname, channel, linkCode, downlink, muted, deafened, seconds } = options
  await service.setFlags({ muted, deafened })
  await service.setDownlink(downlink)
  const connected = connect(service, options.invite, {
    nickname,
    ...(channel === undefined ? {} : { channel }),
    ...(linkCode === undefined ? {} : { linkCode }),
  })
  // Before `ready` a signal, and nothing else, may end it; a failure rejects with its cause.
  const early = await Promise.race([connected.then(() => 'ready' as const), ending.promise])
  if (early !== 'ready') {
    connected.catch(() => undefined)
    return early
  }
  if (options.loopback !== 'off') await service.setLoopback(options.loopback)
  const cancel =
    seconds === undefined
      ? () => {}
      : systemClock.after(seconds * 1000, () => {
          ending.resolve(undefined)
        })
  const error = await ending.promise
  cancel()
  return error
}

async function connect(
  service: VoiceService,
  where: string,
  who: Omit<ConnectOptions, 'invite'>,
): Promise<void> {
  const invite = isOnLan(where) ? await inviteOnLan(where, lanSurroundings()) : where
  await service.connect({ ...who, invite })
}

/** Takes from the standard input when to talk. */
function listenForKeys(service: VoiceService, whisper: TalkWhisper): () => void {
  return readTalkKeys(process.stdin, {
    talk: (on) => void service.setTalking(on),
    mode: (mode) => void service.setMode(mode),
    whisper: (names) => {
      whisper.hold(names)
    },
    unknown: (line) => {
      process.stderr.write(`palabre talk: not understood: ${line.slice(0, 80)}\n`)
    },
  })
}

function complain(error: unknown): void {
  process.stderr.write(`palabre talk: ${sentenceOf(reportOf(error))}\n`)
}

/** Calls back at the first SIGINT or SIGTERM; the answer gives the signals back to the system. */
function onSignal(listener: () => void): () => void {
  process.once('SIGINT', listener)
  process.once('SIGTERM', listener)
  return () => {
    process.off('SIGINT', listener)
    process.off('SIGTERM', listener)
  }
}
