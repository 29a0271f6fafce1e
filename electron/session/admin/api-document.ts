import { Type, type Static } from 'typebox'
import { Compile } from 'typebox/compile'
import { PalabreError } from '../../contract/errors.ts'

/** Of a host's OpenAPI document what says which routes there are, and what each can be asked. */
const Operation = Type.Object({
  parameters: Type.Optional(Type.Array(Type.Object({ in: Type.String(), name: Type.String() }))),
  requestBody: Type.Optional(Type.Unknown()),
})
const Document = Type.Object({
  paths: Type.Record(Type.String(), Type.Record(Type.String(), Operation)),
})
type Document = Static<typeof Document>
const document = Compile(Document)

/** A request as the document can be asked about it. `path` is below the prefix, with its parameters in braces. */
export interface Question {
  readonly method: string
  readonly path: string
  readonly query: readonly string[]
  readonly hasBody: boolean
}

/** The routes of one host. */
export class ApiDocument {
  readonly #paths: Document['paths']
  readonly #prefix: string

  /** Throws `message-malformed`. */
  constructor(given: unknown, prefix: string) {
    if (!document.Check(given)) throw new PalabreError('message-malformed', { detail: 'document' })
    this.#paths = given.paths
    this.#prefix = prefix
  }

  /** Throws `protocol-version` where the host has no such route, `request-invalid` where it takes no such thing. */
  check({ method, path, query, hasBody }: Question): void {
    const full = `${this.#prefix}${path}`
    const methods = Object.hasOwn(this.#paths, full) ? this.#paths[full] : undefined
    const operation = methods?.[method.toLowerCase()]
    if (operation === undefined) throw new PalabreError('protocol-version', { detail: `${method} ${path}` })
    const known = new Set(operation.parameters?.filter((one) => one.in === 'query').map(({ name }) => name))
    const unknown = query.find((name) => !known.has(name))
    if (unknown !== undefined) throw new PalabreError('request-invalid', { detail: `query ${unknown}` })
    if (hasBody && operation.requestBody === undefined) {
      throw new PalabreError('request-invalid', { detail: 'body' })
    }
  }
}
