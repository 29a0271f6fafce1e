import { expect } from 'vitest'

/** A problem document of this code. */
export const problem = (code: string) => expect.objectContaining({ code }) as unknown

/** A page of any list. */
export interface Items {
  readonly items: readonly { readonly id: number }[]
  readonly next?: string
  readonly total?: number
}
