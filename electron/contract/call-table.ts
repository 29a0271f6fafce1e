import { Type, type Static, type TSchema, type TTuple } from 'typebox'
import type { ErrorCode } from './errors.ts'

/**
 * What the methods of a service may be called with from outside (a page, another process). Each service has one table,
 * complete by its type; `processes/rpc.ts` checks every call against it before the service hears of it. A table may be
 * narrower than the method: what no page needs, as a path of a file, is not in it.
 */
export type CallTable<Api extends object> = {
  readonly [Method in keyof Api]-?: Api[Method] extends (...given: infer Given) => unknown
    ? CallSchema<Given>
    : never
}

/** What one method may be called with. */
export interface CallSchema<Given extends readonly unknown[], Count extends number = Given['length']> {
  /** A schema of the whole list of arguments. */
  readonly given: TSchema
  /** What another list is answered with; absent: `message-malformed`. */
  readonly refusal?: ErrorCode
  /** For the compiler alone: each argument fits the method, and there are as many as it takes. Never there. */
  readonly fits?: { readonly given: Given; readonly count: (count: Count) => void }
}

/** One schema for each argument; those that may be left out are the last, and `Type.Optional`. */
export function takes<Given extends TSchema[]>(...given: [...Given]): CallSchema<Static<TTuple<Given>>> {
  const needed = given.filter((one) => !Type.IsOptional(one)).length
  return { given: Type.Tuple(given, { minItems: needed }) }
}
