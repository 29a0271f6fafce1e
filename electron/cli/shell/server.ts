import fastifyStatic from '@fastify/static'
import fastifyWebsocket from '@fastify/websocket'
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import type { Random } from '../../base/random.ts'
import { PAGE_HEADERS } from '../../main/page-policy.ts'
import { webSocketPort, type Port } from '../../processes/port.ts'
import type { ServiceName } from '../../processes/runner.ts'
import { Access, type AccessRequest } from './access.ts'
import { SHELL_CONFIG } from './config.ts'
import { listen } from './listen.ts'

export interface ShellServerOptions {
  /** 0 for any free one. */
  readonly port: number
  /** Folder of the built renderer. */
  readonly rendererDir: string
  readonly random: Random
  /** Joins the line of a page to a service. */
  readonly attach: (service: ServiceName | 'app', page: Port) => void
}

export interface ShellServer {
  readonly port: number
  /** Where to open the app, with the one-time token. */
  readonly url: string
  close(): Promise<void>
}

/** Serves the app to a browser on this machine. Rejects with `port-in-use` and the like. */
export async function startShellServer(options: ShellServerOptions): Promise<ShellServer> {
  const access = new Access(options.random)
  const server = Fastify({ bodyLimit: SHELL_CONFIG.bodyBytes, forceCloseConnections: true })
  server.addHook('onRequest', (request, reply, done) => {
    void reply.headers(PAGE_HEADERS)
    if (!access.isOurHost(accessOf(request))) refuse(reply, 421, 'not this host')
    else if (request.headers.upgrade !== undefined && !isBridge(request.url))
      refuse(reply, 404, 'no such service')
    else done()
  })
  await server.register(fastifyWebsocket, { options: { maxPayload: SHELL_CONFIG.messageBytes } })
  await server.register(fastifyStatic, { root: options.rendererDir, cacheControl: false })
  addSession(server, access)
  addBridge(server, access, options.attach)
  const port = await listen(server, options.port)
  access.serveAt(port)
  return {
    port,
    url: `http://${SHELL_CONFIG.address}:${String(port)}/#token=${access.token ?? ''}`,
    async close() {
      // Not asked politely: a page that hangs must not keep the program from ending.
      for (const page of server.websocketServer.clients) page.terminate()
      await server.close()
    },
  }
}

const SERVICES = ['app', 'host', 'voice'] as const

function isBridge(path: string): boolean {
  return SERVICES.some((service) => path === `/bridge/${service}`)
}

const TOKEN_BODY = {
  type: 'object',
  properties: { token: { type: 'string', maxLength: 128 } },
  required: ['token'],
  additionalProperties: false,
} as const

function addSession(server: FastifyInstance, access: Access): void {
  server.get('/session', (request, reply) => {
    if (access.isSignedIn(accessOf(request))) void reply.code(204).send()
    else refuse(reply, 401, 'not signed in')
  })
  server.post<{ Body: { token: string } }>('/session', { schema: { body: TOKEN_BODY } }, (request, reply) => {
    const ours = access.isOurPage(accessOf(request))
    const cookie = ours ? access.exchange(request.body.token) : undefined
    if (cookie === undefined) refuse(reply, 403, 'refused')
    else void reply.code(204).header('set-cookie', cookie).send()
  })
}

function addBridge(server: FastifyInstance, access: Access, attach: ShellServerOptions['attach']): void {
  for (const service of SERVICES) {
    server.get(
      `/bridge/${service}`,
      {
        websocket: true,
        preValidation: (request, reply, done) => {
          const wanted = accessOf(request)
          if (access.isOurPage(wanted) && access.isSignedIn(wanted)) done()
          else refuse(reply, 403, 'refused')
        },
      },
      (socket) => {
        attach(service, boundedPort(socket))
      },
    )
  }
}

/** A WebSocket as far as it is watched here. */
type PageSocket = Parameters<typeof webSocketPort>[0] & { readonly bufferedAmount: number; terminate(): void }

/** A port over a page's WebSocket that is cut where the page no longer reads. */
function boundedPort(socket: PageSocket): Port {
  const port = webSocketPort(socket)
  return {
    post(message) {
      if (socket.bufferedAmount > SHELL_CONFIG.unreadBytes) socket.terminate()
      else port.post(message)
    },
    onMessage: (listener) => {
      port.onMessage(listener)
    },
    onClose: (listener) => {
      port.onClose(listener)
    },
    close: () => {
      port.close()
    },
  }
}

function accessOf(request: FastifyRequest): AccessRequest {
  const { host, origin, cookie } = request.headers
  return { host, origin, cookie }
}

function refuse(reply: FastifyReply, status: number, why: string): void {
  // Node no longer looks after a connection that asked for an upgrade: it is ended here.
  const { socket } = reply.request.raw
  if (reply.request.headers.upgrade !== undefined) {
    reply.raw.once('finish', () => {
      socket.destroySoon()
    })
  }
  void reply.code(status).type('text/plain').send(`${why}\n`)
}
