import { networkInterfaces } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { systemClock, type Clock } from '../base/clock.ts'
import type { Interfaces } from '../base/discovery/adapters.ts'
import { openUdpLine, type OpenLine } from '../base/discovery/line.ts'
import { Closers } from '../base/disposable.ts'
import { silentLogger, type Logger } from '../base/logger.ts'
import { systemRandom, type Random } from '../base/random.ts'
import { PalabreError } from '../contract/errors.ts'
import type { HostFigures } from '../contract/host-figures.ts'
import type { JobItem } from '../contract/jobs.ts'
import type { HostOptions, HostStatus } from '../contract/services.ts'
import { DATABASE_FILE, type Store } from '../storage/store.ts'
import { loopbackOf, reachableAddresses, urlHost } from './addresses.ts'
import { Backups } from './backups.ts'
import { fingerprintText, hostCertificate, namesOf, type Certificate } from './certificate.ts'
import { Claim } from './claim.ts'
import { makeCommunity, type Community } from './community.ts'
import { HOST_CONFIG, type HostConfig } from './config.ts'
import { DatabaseWatch } from './database-watch.ts'
import { announce } from './discovery/announcement.ts'
import { DoorCounts } from './gateway/door-counts.ts'
import { Gateway } from './gateway/gateway.ts'
import type { ConnectionContext } from './gateway/guest-connection.ts'
import type { RequestContext } from './gateway/messages/requests.ts'
import type { ApiContext } from './http/api/api.ts'
import { registerApi } from './http/api/register.ts'
import { listenPair, type Listening } from './http/listen.ts'
import { protect } from './http/plugins/protect.ts'
import type { Condition } from './http/routes/health.ts'
import { createServer } from './http/server.ts'
import { limitSockets } from './http/socket-limit.ts'
import { HOST_ITSELF, JobService } from './jobs/job-service.ts'
import { JobThreads } from './jobs/job-threads.ts'
import { hostName, keepPort, portsToTry } from './identity.ts'
import { inviteLink } from './invite-link.ts'
import { MediaLink } from './media-link.ts'
import type { OpenMedia } from './media-port.ts'
import { isCurrent, readCertificate } from './own-certificate.ts'
import { openHostStore } from './open-store.ts'
import { ownerToken, renewOwnerToken } from './owner.ts'
import { QuietTidy } from './quiet-tidy.ts'
import { leaveRunningNote, type RunningNote } from './running-note.ts'
import { AdminPasses } from './services/admin-passes.ts'
import { hostFigures } from './services/host-figures.ts'
import { InviteService, type InviteTerms } from './services/invite-service.ts'
import { LanDoor } from './services/lan-door.ts'
import { LoginService } from './services/login-service.ts'
import { HostMetrics } from './services/host-metrics.ts'
import type { Room } from './services/room.ts'
import { TokenService } from './services/token-service.ts'
import { tellManagers, WriteWatch } from './write-watch.ts'

/** Folder of the recordings in the data folder of a host. */
const RECORDINGS_FOLDER = 'recordings'

/** The world around a host; what is left out is the machine's own. */
export interface HostSurroundings {
  readonly openMedia: OpenMedia
  /** The file whose default export does a job (`JobTask`), each time in a thread. */
  readonly jobsEntry: URL
  /** Closes the host and starts it again on the same folder; without it a backup comes back at the next start. */
  readonly restart?: () => void
  /** Gives memory that this process need not hold back to the system. */
  readonly tidy?: () => void
  /** Whether damaged data is replaced by the newest good backup, without asking. */
  readonly restoresDamaged?: boolean
  readonly clock?: Clock
  readonly random?: Random
  readonly logger?: Logger
  readonly config?: HostConfig
  readonly interfaces?: () => Interfaces
  /** How the host's announcements are sent. */
  readonly openLine?: OpenLine
}

type Parts = Required<HostSurroundings> & { readonly store: Store; readonly closers: Closers }

/** A host that runs. */
export interface Host {
  readonly status: Extract<HostStatus, { state: 'running' }>
  /** Calls back when somebody has changed the settings of the host. */
  onChange(listener: (status: Host['status']) => void): () => void
  /** Calls back with each change of the long work of the host. */
  onJob(listener: (job: JobItem) => void): () => void
  /** A fresh invite as a link; throws `channel-unknown`. */
  createInvite(terms: InviteTerms): string
  /** Withdraws the invite of a token; throws `invite-unknown`. */
  revokeInvite(token: string): void
  /** Counters of the media plane by name. */
  counters(): Record<string, number>
  /** What is shown of the host to its own machine, from a time on. */
  figures(sinceMs: number): HostFigures
  /** Tells the guests and closes everything, once. */
  close(): Promise<void>
}

/**
 * Starts a host on a data folder. Throws `data-unwritable`, `schema-newer`, `port-in-use`, `address-unusable`,
 * `certificate-unusable` or `name-invalid`; then nothing is left open.
 */
export async function startHost(
  folder: string,
  options: HostOptions,
  surroundings: HostSurroundings,
): Promise<Host> {
  const closers = new Closers()
  try {
    const { logger = silentLogger, restoresDamaged = false } = surroundings
    const store = await openHostStore(folder, restoresDamaged, logger)
    closers.add(() => {
      store.close()
    })
    const parts: Parts = { ...DEFAULTS, ...surroundings, store, closers }
    return await assemble(folder, options, parts)
  } catch (error) {
    await closers.close()
    throw error
  }
}

const DEFAULTS = {
  clock: systemClock,
  random: systemRandom,
  logger: silentLogger,
  config: HOST_CONFIG,
  interfaces: networkInterfaces,
  openLine: openUdpLine,
  restart: () => {},
  tidy: () => {},
  restoresDamaged: false,
}

async function assemble(folder: string, options: HostOptions, parts: Parts): Promise<Host> {
  const { store, closers } = parts
  const name = hostName(store.state, options.name)
  const certificate = await certificateOf(options, parts)
  const token = ownerToken(folder, store.state, parts.random)
  const link = new MediaLink()
  const invites = new InviteService(parts)
  const { discovery = false, lanGuests = discovery } = options
  const community = makeCommunity({
    ...{ ...parts, hostName: name, lanGuests, post: link.post },
    recordingFolder: join(folder, RECORDINGS_FOLDER),
    finishRecording: async (wish) => jobs.submit('recording.finish', wish, { by: HOST_ITSELF }).done,
  })
  const { room, settings } = community
  link.serve(room)
  const jobs: JobService = openJobs(parts, community)
  closers.add(sweepOld(parts, community, jobs))
  const place: { now: Listening | undefined } = { now: undefined }
  const linkTo = (secret: string, channelId?: number): string => {
    const channel = room.channels.find(({ id }) => id === channelId)?.name
    if (place.now === undefined) throw new Error('A link names the port, so the host must be listening.')
    return inviteLink({ ...place.now, certificate }, parts.interfaces(), secret, channel)
  }
  const makeInvite = (terms: InviteTerms): string => {
    if (terms.channelId !== undefined && !room.hasChannel(terms.channelId)) {
      throw new PalabreError('channel-unknown')
    }
    return linkTo(invites.create(terms), terms.channelId)
  }
  const claim = new Claim(folder, store.state, parts.random)
  const login = makeLogin(parts, { invites, claim, ...community }, certificate, options.owners)
  const counts = new DoorCounts()
  const more = (): Record<string, number> => ({ ...jobs.metrics(), ...counts.values() })
  const metrics = keepMetrics(parts, room, () => place.now?.media.counters() ?? {}, more)
  link.observe(metrics.quality)
  const tokens = new TokenService({ ...parts, audit: community.audit })
  const passes = new AdminPasses({
    ...{ ...parts, ...community, users: store.users },
    lifetimeS: parts.config.adminPassS,
  })
  const writes = new WriteWatch({ ...parts, ...community })
  const database = new DatabaseWatch({ ...parts, ...community, jobs, database: join(folder, DATABASE_FILE) })
  const quiet = new QuietTidy({ ...parts, room, config: parts.config.tidy })
  closers.add(() => {
    quiet.close()
    writes.close()
    database.close()
  })
  const condition = conditionOf(parts, () => [
    ...(place.now?.media.running === true ? [] : ['media']),
    ...(database.isDamaged ? ['database'] : []),
  ])
  const createClaim = (): string => linkTo(claim.token())
  const backups = new Backups({ ...parts, folder, jobs, audit: community.audit, settings })
  closers.add(() => {
    backups.close()
  })
  const renew = (): string => renewOwnerToken(folder, store.state, parts.random)
  const links = { createInvite: makeInvite, createClaim, renewOwnerToken: renew }
  const shown = { ...links, metrics, condition, jobs, backups }
  const api = { store, community, tokens, invites, ...shown }
  const ports = portsToTry(store.state, options.port, parts.config.portTries, options.elsewhere)
  place.now = await serveGuests(parts, { ...options, ports }, certificate, link, api, {
    ...community,
    users: store.users,
    login,
    invites,
    passes,
    createInvite: makeInvite,
    counts,
    hostName: () => settings.now.name,
    udpPort: () => place.now?.port ?? 0,
    greet: (session) => {
      writes.greet(session)
      database.greet(session)
    },
  })
  keepPort(store.state, place.now.port)
  closers.add(leaveRunningNote(folder, noteOf(place.now, certificate)))
  if (discovery) announceHost(parts, community, certificate, place.now)
  const { media, port, bind } = place.now
  parts.logger.info({ port, bind, transport: media.started.transport }, 'host runs')
  const [lobby] = room.channels
  if (lobby === undefined) throw new Error('A host has at least one channel.')
  const isOwned = options.owners.length > 0 || store.users.hasOwner()
  const status: Host['status'] = {
    ...statusOf(parts, place.now, certificate),
    name,
    invite: linkTo(invites.lobby(lobby.id), lobby.id),
    ownerToken: token,
    ...(ports[0] === 0 || ports[0] === undefined || ports[0] === port ? {} : { portTaken: ports[0] }),
    ...(isOwned ? {} : { claim: createClaim() }),
  }
  const statusNow = (): Host['status'] => ({ ...status, name: settings.now.name })
  return {
    get status() {
      return statusNow()
    },
    onChange: (listener) =>
      settings.onChange(() => {
        listener(statusNow())
      }),
    onJob: (listener) => jobs.onChange(listener),
    createInvite: makeInvite,
    revokeInvite: (inviteToken) => {
      invites.revoke(inviteToken)
    },
    counters: () => media.counters(),
    figures: (sinceMs) => hostFigures(metrics, room, sinceMs),
    close: () => closers.close(),
  }
}

/** What of the status follows from where the host listens. */
function statusOf({ interfaces }: Parts, { bind, port, media }: Listening, certificate: Certificate) {
  const [address = bind] = reachableAddresses(bind, interfaces())
  return {
    ...{ state: 'running' as const, address, port },
    api: `https://${urlHost(address)}:${String(port)}/api/v1`,
    fingerprint: fingerprintText(certificate),
    pid: process.pid,
    mediaThreadId: media.started.threadId,
  }
}

function noteOf({ bind, port }: Listening, certificate: Certificate): RunningNote {
  return { pid: process.pid, port, address: loopbackOf(bind), fingerprint: fingerprintText(certificate) }
}

/** Keeps the figures of the host: the media plane's, and who is here. */
function keepMetrics(
  { clock, config, closers }: Parts,
  room: Room,
  counters: () => Record<string, number>,
  more: () => Record<string, number>,
): HostMetrics {
  const metrics = new HostMetrics({ clock, config: config.metrics, room, counters, more })
  closers.add(() => {
    metrics.close()
  })
  return metrics
}

/** Whether the host can do its work: what a supervisor asks before it sends guests. */
function conditionOf({ clock, store }: Parts, more: () => readonly string[]): Condition {
  const startedMs = clock.nowMs()
  return {
    uptimeS: () => (clock.nowMs() - startedMs) / 1000,
    failing: () => [
      ...more(),
      ...(store.isWell() ? [] : ['database']),
      ...(store.health.isFailing ? ['storage'] : []),
    ],
  }
}

/** The long work of the host; those who manage it hear how it goes. */
function openJobs(parts: Parts, community: Community): JobService {
  const { clock, logger, config, store, closers, jobsEntry } = parts
  const runner = new JobThreads(jobsEntry, config.jobs, clock)
  const jobs = new JobService({ clock, logger, runner, config: config.jobs, repository: store.jobs })
  closers.add(() => jobs.close())
  jobs.onChange((job) => {
    tellManagers(community, { type: 'jobChanged', job })
  })
  return jobs
}

/** Removes what is kept no longer, now and then; at once again where much is left. Answers how to stop it. */
function sweepOld({ clock, config, logger }: Parts, community: Community, jobs: JobService): () => void {
  const { chat, audit, settings, recordings } = community
  const sweepAll = (): boolean =>
    [
      chat.sweep(),
      audit.sweep(settings.now.auditDays, config.chat.sweepMost),
      jobs.sweep(config.chat.sweepMost),
      recordings.sweep(config.recording.sweepMost),
    ].includes(true)
  let cancel = (): void => {}
  const sweep = (waitMs: number): void => {
    cancel = clock.after(waitMs, () => {
      try {
        sweep(sweepAll() ? 0 : config.sweepMs)
      } catch (error) {
        // A full disk must not end the host; the next try is due as ever.
        logger.warn({ error: String(error) }, 'what is old could not be removed')
        sweep(config.sweepMs)
      }
    })
  }
  sweep(config.sweepMs)
  return () => {
    cancel()
  }
}

/** The certificate that was given, or the host's own. A given one that is bad is never replaced. */
async function certificateOf({ certificate }: HostOptions, parts: Parts): Promise<Certificate> {
  if (certificate === undefined) return hostCertificate(parts.store.state, parts)
  const given = readCertificate(certificate)
  if (!isCurrent(given, parts.clock.wallMs())) {
    parts.logger.warn({ file: certificate.certificateFile }, 'the certificate does not hold at this time')
  }
  return given
}

function makeLogin(
  { store, clock, interfaces }: Parts,
  {
    invites,
    claim,
    tree,
    bans,
    doors,
    audit,
    settings,
    links,
    permissions,
  }: Community & { invites: InviteService; claim: Claim },
  { fingerprint }: Certificate,
  owners: readonly string[],
): LoginService {
  const lan = new LanDoor({ isOpen: () => settings.now.lanGuests, interfaces })
  return new LoginService({
    ...{ store, clock, invites, tree, bans, links, fingerprint, owners: new Set(owners) },
    rankOf: (user) => permissions.rankOf(user),
    isOpen: (user, channelId) => doors.isOpen(user, channelId),
    isNeighbour: (address) => lan.admits(address),
    onLinked: (user) => {
      audit.note({ kind: 'user', user }, 'device.link', { kind: 'user', id: user.id, name: user.nickname })
    },
    claim: {
      fits: (token) => claim.fits(token),
      spend: (user) => {
        claim.spend()
        audit.note({ kind: 'user', user }, 'owner.claim', { kind: 'user', id: user.id, name: user.nickname })
      },
    },
  })
}

/** Tells the networks of the host, until it closes, what the settings say now. */
function announceHost(
  { closers, interfaces, openLine, clock, random, logger }: Parts,
  { settings }: Community,
  certificate: Certificate,
  { bind, port }: Listening,
): void {
  const announcement = announce({
    facts: () => ({ name: settings.now.name, open: settings.now.lanGuests }),
    ...{ certificate, bind, port, interfaces, openLine, clock, random, logger },
  })
  closers.add(() => announcement.close())
}

/** What the gateway needs beside what every part has. */
type GatewayParts = RequestContext &
  Pick<ConnectionContext, 'login' | 'hostName' | 'udpPort' | 'counts' | 'greet'>

/** Opens the ports: from here on guests come in. */
async function serveGuests(
  parts: Parts,
  options: HostOptions & { readonly ports: readonly number[] },
  certificate: Certificate,
  link: MediaLink,
  api: ApiContext,
  gatewayParts: GatewayParts,
): Promise<Listening> {
  const { clock, random, logger, config, closers, openMedia } = parts
  const app = await createServer({ certificate, config: config.http, logger, clock })
  const trust = limitSockets(app.server, config, gatewayParts.counts)
  const context = { clock, random, logger, config, post: link.post, ...gatewayParts }
  const own = namesOf(certificate)
  const names = (): string[] => [...own, ...api.community.settings.now.names]
  const { passes } = gatewayParts
  const bearers = { authenticate: (token: string) => passes.find(token) ?? api.tokens.authenticate(token) }
  await protect(app, { clock, tokens: bearers, config: config.http, names })
  const gateway = new Gateway({ context, trust })
  gateway.register(app)
  await registerApi(app, api)
  closers.add(async () => {
    app.server.closeAllConnections()
    await app.close()
  })
  await app.ready()
  const listening = await listenPair({
    server: app.server,
    openMedia,
    transport: options.transport ?? 'auto',
    bind: options.bind,
    ports: options.ports,
    onMedia: (media) => {
      link.attach(media)
      gatewayParts.room.configure()
    },
  })
  const { media } = listening
  closers.add(() => media.stop())
  const { recordings } = gatewayParts
  recordings.attach(media.recorder)
  closers.add(() => gateway.close())
  closers.add(() => recordings.close())
  return listening
}
