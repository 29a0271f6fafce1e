import process from 'node:process'
import { keepWasmWrappers } from '../base/wasm-wrappers.ts'
import { reportOf, sentenceOf } from '../contract/errors.ts'
import { VOICE_CALLS } from '../contract/voice-calls.ts'
import { type VoiceServiceApi, type VoiceServiceEvents } from '../contract/services.ts'
import { lanOf } from './discovery-switch.ts'
import { DEFAULT_ENGINE } from './engine-defaults.ts'
import { acceptPorts } from './parent-ports.ts'
import { Audience } from './rpc.ts'
import { dataDirOf } from './runner.ts'
import { logLevel, stderrLogger } from './logger.ts'
import { openVoiceService } from './open-voice-service.ts'

/** Entry of the voice service: this instance as a guest. Ends when its parent does. */
keepWasmWrappers()

const audience = new Audience<VoiceServiceEvents>()
const opening = openVoiceService(dataDirOf(process.argv), {
  engine: DEFAULT_ENGINE,
  events: audience.tell,
  lan: lanOf(process.env),
  logger: stderrLogger('voice', logLevel(process.env)),
})

acceptPorts(
  (port) => {
    // The port keeps what arrives before the service is open.
    void opening.then((service) => {
      audience.add<VoiceServiceApi>(port, service, VOICE_CALLS)
    })
  },
  () => {
    void end()
  },
)
// A Ctrl-C in the terminal goes to all processes; the parent decides when this one ends.
process.on('SIGINT', () => {})
process.once('SIGTERM', () => {
  void end()
})

try {
  await opening
} catch (error) {
  process.stderr.write(`palabre: ${sentenceOf(reportOf(error))}\n`)
  process.exit(1)
}

async function end(): Promise<void> {
  try {
    await (await opening).close()
  } finally {
    process.exit(0)
  }
}
