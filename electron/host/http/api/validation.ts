import type { FastifySchemaCompiler } from 'fastify'
import type { TSchema } from 'typebox'
import { Compile } from 'typebox/compile'
import { Value } from 'typebox/value'
import { PalabreError } from '../../../contract/errors.ts'

/**
 * Checks what comes in with the very schemas the document shows. Texts of addresses and queries become the numbers
 * and truth values that are asked for; bodies must have the right types already.
 */
export const compileSchema: FastifySchemaCompiler<TSchema> = ({ schema, httpPart }) => {
  const check = Compile(schema)
  const isText = httpPart !== 'body'
  return (given: unknown) => {
    const value = isText ? Value.Convert(schema, given) : given
    if (check.Check(value)) return { value }
    const [first] = check.Errors(value)
    const where = first === undefined ? '' : `${httpPart ?? ''}${first.instancePath} ${first.message}`
    return { error: new PalabreError('request-invalid', { detail: where.trim() }) }
  }
}
