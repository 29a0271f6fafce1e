import { join } from 'node:path'
import { systemRandom } from '../base/random.ts'
import { HearingFile } from '../session/hearing-file.ts'
import { loadIdentity } from '../session/identity.ts'
import { KnownHosts } from '../session/known-hosts.ts'
import { VoiceService, type VoiceServiceOptions } from './voice-service.ts'

/** A voice service whose identity, known hosts and ways of hearing others are kept in a folder. */
export async function openVoiceService(
  dataDir: string,
  options: Omit<VoiceServiceOptions, 'identity' | 'knownHosts' | 'hearing'>,
): Promise<VoiceService> {
  const random = options.random ?? systemRandom
  const { identity, damagedCopy } = await loadIdentity(join(dataDir, 'identity.json'), random)
  if (damagedCopy !== undefined) {
    options.logger?.warn(
      { damagedCopy },
      'the identity file was damaged: it was kept aside and a fresh identity made',
    )
  }
  const knownHosts = await KnownHosts.load(join(dataDir, 'known-hosts.json'))
  const hearing = await HearingFile.load(join(dataDir, 'hearing.json'), random)
  if (hearing.damagedCopy !== undefined) {
    options.logger?.warn(
      { damagedCopy: hearing.damagedCopy },
      'the file of how others are heard was damaged: it was kept aside, what was whole in it counts',
    )
  }
  return new VoiceService({ ...options, identity, knownHosts, hearing: hearing.file })
}
