import type { FastifySchemaCompiler } from 'fastify'
import type { TSchema } from 'typebox'
import { Compile } from 'typebox/compile'
import { PalabreError } from '../../../contract/errors.ts'

const INTEGER = /^-?\d{1,16}$/
const NUMBER = /^-?\d{1,16}(\.\d{1,16})?$/
const TRUTH: Readonly<Record<string, boolean>> = { true: true, false: false }

/**
 * Checks what comes in with the very schemas the document shows. Texts of addresses and queries become the numbers
 * and truth values that are asked for, where they are written as such; bodies must have the right types already.
 */
export const compileSchema: FastifySchemaCompiler<TSchema> = ({ schema, httpPart }) => {
  const check = Compile(schema)
  const isText = httpPart !== 'body'
  return (given: unknown) => {
    const value = isText ? readTexts(schema, given) : given
    if (check.Check(value)) return { value }
    const [first] = check.Errors(value)
    const where = first === undefined ? '' : `${httpPart ?? ''}${first.instancePath} ${first.message}`
    return { error: new PalabreError('request-invalid', { detail: where.trim() }) }
  }
}

function readTexts(schema: TSchema, given: unknown): unknown {
  if (typeof given !== 'object' || given === null || !('properties' in schema)) return given
  const fields = schema.properties as Readonly<Record<string, { readonly type?: string }>>
  return Object.fromEntries(
    Object.entries(given).map(([name, text]) => {
      const type = Object.hasOwn(fields, name) ? fields[name]?.type : undefined
      return [name, typeof text === 'string' ? readText(type, text) : text]
    }),
  )
}

/** What is not written as it should be stays a text, and so does not pass. */
function readText(type: string | undefined, text: string): unknown {
  if (type === 'integer') return INTEGER.test(text) ? Number(text) : text
  if (type === 'number') return NUMBER.test(text) ? Number(text) : text
  return type === 'boolean' && Object.hasOwn(TRUTH, text) ? TRUTH[text] : text
}
