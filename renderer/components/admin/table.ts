/** A column of a table: its words, how wide it is, and by which field of the API it is sorted. */
export interface Column {
  readonly key: string
  readonly text: string
  /** A track of a CSS grid. */
  readonly width: string
  readonly sort?: string
  readonly numeric?: boolean
  /** Left out where the window is narrow. */
  readonly wide?: boolean
}

/** Something a list can be narrowed by. */
export type FilterField =
  | { readonly kind: 'text'; readonly field: string; readonly text: string }
  | {
      readonly kind: 'choice'
      readonly field: string
      readonly text: string
      readonly options: readonly { readonly value: string; readonly text: string }[]
    }
  | { readonly kind: 'time'; readonly field: string; readonly text: string }

/** The names the API has for a filter. */
export function queryNames({ kind, field }: FilterField): string[] {
  if (kind === 'text') return [`${field}~`]
  return kind === 'choice' ? [field] : [`${field}After`, `${field}Before`]
}
