import type { TSchema } from 'typebox'
import { Compile, type Validator } from 'typebox/compile'

const known = new WeakMap<TSchema, Validator>()

/** The check of a schema, compiled when it is first needed, and once in a process. */
export function validatorOf(schema: TSchema): Validator {
  const made = known.get(schema) ?? Compile(schema)
  known.set(schema, made)
  return made
}
