import { networkInterfaces } from 'node:os'
import process from 'node:process'
import { systemClock, type Clock } from '../base/clock.ts'
import { Closers } from '../base/disposable.ts'
import { silentLogger, type Logger } from '../base/logger.ts'
import { systemRandom, type Random } from '../base/random.ts'
import { PalabreError } from '../contract/errors.ts'
import { formatInvite } from '../contract/invite.ts'
import type { HostOptions, HostStatus } from '../contract/services.ts'
import type { User } from '../storage/repositories/users.ts'
import { openStore, type Store } from '../storage/store.ts'
import { reachableAddresses, urlHost, type Interfaces } from './addresses.ts'
import { fingerprintText, hostCertificate, type Certificate } from './certificate.ts'
import { makeCommunity, type Community } from './community.ts'
import { HOST_CONFIG, type HostConfig } from './config.ts'
import { Gateway } from './gateway/gateway.ts'
import type { ConnectionContext } from './gateway/guest-connection.ts'
import type { RequestContext } from './gateway/messages/requests.ts'
import type { ApiContext } from './http/api/api.ts'
import { registerApi } from './http/api/register.ts'
import { listenPair, type Listening } from './http/listen.ts'
import { registerHealth } from './http/routes/health.ts'
import { createServer } from './http/server.ts'
import { limitSockets } from './http/socket-limit.ts'
import { hostName, keepPort, portsToTry } from './identity.ts'
import { MediaLink } from './media-link.ts'
import type { OpenMedia } from './media-port.ts'
import { ownerToken } from './owner.ts'
import { InviteService, type InviteTerms } from './services/invite-service.ts'
import { LoginService } from './services/login-service.ts'
import { MetricsRecorder } from './services/metrics-recorder.ts'
import type { Room } from './services/room.ts'
import { TokenService } from './services/token-service.ts'

/** The world around a host; what is left out is the machine's own. */
export interface HostSurroundings {
  readonly openMedia: OpenMedia
  readonly clock?: Clock
  readonly random?: Random
  readonly logger?: Logger
  readonly config?: HostConfig
  readonly interfaces?: () => Interfaces
}

type Parts = Required<HostSurroundings> & { readonly store: Store; readonly closers: Closers }

/** A host that runs. */
export interface Host {
  readonly status: Extract<HostStatus, { state: 'running' }>
  /** A fresh invite as a link; throws `channel-unknown`. */
  createInvite(terms: InviteTerms): string
  /** Withdraws the invite of a token; throws `invite-unknown`. */
  revokeInvite(token: string): void
  /** Counters of the media plane by name. */
  counters(): Record<string, number>
  /** Tells the guests and closes everything, once. */
  close(): Promise<void>
}

/**
 * Starts a host on a data folder. Throws `data-unwritable`, `schema-newer`, `port-in-use`,
 * `address-unusable` or `name-invalid`; then nothing is left open.
 */
export async function startHost(
  folder: string,
  options: HostOptions,
  surroundings: HostSurroundings,
): Promise<Host> {
  const closers = new Closers()
  try {
    const store = openStore(folder)
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
}

async function assemble(folder: string, options: HostOptions, parts: Parts): Promise<Host> {
  const { store, closers } = parts
  const name = hostName(store.state, options.name)
  const certificate = await hostCertificate(store.state, parts)
  const token = ownerToken(folder, store.state, parts.random)
  const link = new MediaLink()
  const invites = new InviteService(parts)
  const community = makeCommunity({ ...parts, post: link.post })
  const { room } = community
  link.serve(room)
  closers.add(sweepMessages(parts, community))
  const place: { now: Listening | undefined } = { now: undefined }
  const makeInvite = (terms: InviteTerms): string => {
    if (terms.channelId !== undefined && !room.hasChannel(terms.channelId)) {
      throw new PalabreError('channel-unknown')
    }
    const made = invites.create(terms)
    return inviteLink(parts, room, certificate, place.now, made, terms.channelId)
  }
  const login = makeLogin(parts, invites, community, certificate, options.owners)
  const metrics = recordMetrics(parts, room, () => place.now?.media.counters() ?? {})
  const tokens = new TokenService({ ...parts, audit: community.audit })
  const api = { store, community, tokens, invites, createInvite: makeInvite, metrics }
  place.now = await serveGuests(parts, options, certificate, link, api, {
    ...community,
    users: store.users,
    login,
    createInvite: makeInvite,
    hostName: () => name,
    udpPort: () => place.now?.port ?? 0,
  })
  keepPort(store.state, place.now.port)
  const { media, port, bind } = place.now
  const [address = bind] = reachableAddresses(bind, parts.interfaces())
  const [lobby] = room.channels
  if (lobby === undefined) throw new Error('A host has at least one channel.')
  const lobbyToken = invites.lobby(lobby.id)
  parts.logger.info({ port, bind, transport: media.started.transport }, 'host runs')
  return {
    status: {
      state: 'running',
      name,
      invite: inviteLink(parts, room, certificate, place.now, lobbyToken, lobby.id),
      address,
      port,
      api: `https://${urlHost(address)}:${String(port)}/api/v1`,
      fingerprint: fingerprintText(certificate),
      ownerToken: token,
      pid: process.pid,
      mediaThreadId: media.started.threadId,
    },
    createInvite: makeInvite,
    revokeInvite: (inviteToken) => {
      invites.revoke(inviteToken)
    },
    counters: () => media.counters(),
    close: () => closers.close(),
  }
}

/** Keeps the figures of the host: the media plane's, and who is here. */
function recordMetrics(
  { clock, config, closers }: Parts,
  room: Room,
  counters: () => Record<string, number>,
): MetricsRecorder {
  const sample = () => {
    const { rss, heapUsed } = process.memoryUsage()
    const people = { members: room.size, channels: room.channels.length }
    return { ...counters(), ...people, memoryBytes: rss, heapBytes: heapUsed }
  }
  const recorder = new MetricsRecorder({ clock, sample, ...config.metrics })
  closers.add(() => {
    recorder.close()
  })
  return recorder
}

/** Removes what people wrote long ago, now and then; at once again where much is left. Answers how to stop it. */
function sweepMessages({ clock, config, logger }: Parts, { chat }: Community): () => void {
  let cancel = (): void => {}
  const sweep = (waitMs: number): void => {
    cancel = clock.after(waitMs, () => {
      try {
        sweep(chat.sweep() ? 0 : config.sweepMs)
      } catch (error) {
        // A full disk must not end the host; the next try is due as ever.
        logger.warn({ error: String(error) }, 'old messages could not be removed')
        sweep(config.sweepMs)
      }
    })
  }
  sweep(config.sweepMs)
  return () => {
    cancel()
  }
}

function makeLogin(
  { store, clock }: Parts,
  invites: InviteService,
  { tree, bans, doors }: Community,
  { fingerprint }: Certificate,
  owners: readonly string[],
): LoginService {
  const isOpen = (user: User, channelId: number): boolean => doors.isOpen(user, channelId)
  return new LoginService({ store, clock, invites, tree, bans, isOpen, fingerprint, owners: new Set(owners) })
}

/** What the gateway needs beside what every part has. */
type GatewayParts = RequestContext & Pick<ConnectionContext, 'login' | 'hostName' | 'udpPort'>

/** Opens the ports: from here on guests come in. */
async function serveGuests(
  parts: Parts,
  options: HostOptions,
  certificate: Certificate,
  link: MediaLink,
  api: ApiContext,
  gatewayParts: GatewayParts,
): Promise<Listening> {
  const { clock, random, logger, config, closers, openMedia, store } = parts
  const app = await createServer({ certificate, config: config.http, logger })
  const trust = limitSockets(app.server, config)
  const context = { clock, random, logger, config, post: link.post, ...gatewayParts }
  const gateway = new Gateway({ context, trust })
  gateway.register(app)
  const startedMs = clock.nowMs()
  registerHealth(app, () => (clock.nowMs() - startedMs) / 1000)
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
    ports: portsToTry(store.state, options.port, config.portTries),
    onMedia: (media) => {
      link.attach(media)
      gatewayParts.room.configure()
    },
  })
  closers.add(() => listening.media.stop())
  closers.add(() => gateway.close())
  return listening
}

function inviteLink(
  { interfaces }: Parts,
  room: Room,
  certificate: Certificate,
  listening: Listening | undefined,
  token: string,
  channelId: number | undefined,
): string {
  if (listening === undefined) throw new Error('An invite names the port, so the host must be listening.')
  const { bind, port } = listening
  return formatInvite({
    addresses: reachableAddresses(bind, interfaces()).map((host) => ({ host, port })),
    channel: room.channels.find(({ id }) => id === channelId)?.name ?? '',
    fingerprint: fingerprintText(certificate),
    token,
  })
}
