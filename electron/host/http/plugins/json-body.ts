import type { FastifyInstance } from 'fastify'
import { PalabreError } from '../../../contract/errors.ts'
import type { HttpsServer } from '../server.ts'

/** Names that mean something to the language itself, not to us. */
const FORBIDDEN: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype'])
/** A text, with its colon where it names a field, or a bracket; in what is JSON nothing else matters here. */
const TOKEN = /("(?:[^"\\]|\\.)*")(\s*:)?|[[\]{}]/g

/**
 * Reads a JSON body as one that can mean one thing only: no field twice, no field that is part of the language, and
 * no deeper than `depth`. Throws `request-invalid`.
 */
export function readJson(text: string, depth: number): unknown {
  const value = parse(text)
  const open: (Set<string> | undefined)[] = []
  for (const [token, name, colon] of text.matchAll(TOKEN)) {
    if (token === '{' || token === '[') {
      if (open.length >= depth) throw refused('deeper than allowed')
      open.push(token === '{' ? new Set() : undefined)
    } else if (token === '}' || token === ']') open.pop()
    else if (colon !== undefined && name !== undefined) take(open.at(-1), String(JSON.parse(name)))
  }
  return value
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw refused('not JSON')
  }
}

function take(fields: Set<string> | undefined, name: string): void {
  if (FORBIDDEN.has(name)) throw refused(`a field named ${name}`)
  if (fields?.has(name) === true) throw refused('a field twice')
  fields?.add(name)
}

function refused(what: string): PalabreError {
  return new PalabreError('request-invalid', { detail: `body: ${what}` })
}

/** Takes bodies as plain JSON of at most this depth, and nothing else: what is packed is not unpacked. */
export function acceptJson(app: FastifyInstance<HttpsServer>, depth: number): void {
  app.addHook('onRequest', (request, _reply, done) => {
    const { 'content-encoding': encoding = 'identity' } = request.headers
    if (encoding.toLowerCase() !== 'identity') throw refused('content-encoding')
    done()
  })
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, body, done) => {
    try {
      done(null, readJson(String(body), depth))
    } catch (error) {
      done(error instanceof Error ? error : new Error(String(error)))
    }
  })
}
