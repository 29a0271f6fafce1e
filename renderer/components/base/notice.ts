/** A word in the corner that goes by itself. */
export interface Notice {
  readonly id: number
  readonly kind: 'good' | 'problem'
  readonly title: string
  readonly text?: string
  /** What may be done about it, once. */
  readonly act?: { readonly text: string; readonly run: () => void }
}
