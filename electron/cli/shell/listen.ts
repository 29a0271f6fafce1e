import type { FastifyInstance } from 'fastify'
import { PalabreError } from '../../contract/errors.ts'
import { SHELL_CONFIG } from './config.ts'

/** Listens on this machine only; answers the port. */
export async function listen(server: FastifyInstance, port: number): Promise<number> {
  try {
    await server.listen({ host: SHELL_CONFIG.address, port })
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code
    if (code === 'EADDRINUSE' || code === 'EACCES') {
      throw new PalabreError('port-in-use', { detail: `TCP ${String(port)}`, cause: error })
    }
    throw error
  }
  const address = server.server.address()
  if (address === null || typeof address === 'string') throw new Error('The server has no port.')
  return address.port
}
