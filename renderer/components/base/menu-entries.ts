import type { Component } from 'vue'

/** What a menu offers; `id` is what it answers when chosen. */
export type MenuEntry =
  | {
      readonly kind: 'action'
      readonly id: string
      readonly text: string
      readonly icon?: Component
      readonly danger?: boolean
      readonly disabled?: boolean
    }
  /** On or off; choosing it asks for the other. */
  | {
      readonly kind: 'check'
      readonly id: string
      readonly text: string
      readonly icon?: Component
      readonly checked: boolean
    }
  /** One of several. */
  | { readonly kind: 'choice'; readonly id: string; readonly text: string; readonly chosen: boolean }
  | { readonly kind: 'title'; readonly text: string }
  | { readonly kind: 'line' }
  /** A menu in the menu. */
  | {
      readonly kind: 'more'
      readonly text: string
      readonly icon?: Component
      readonly entries: readonly MenuEntry[]
    }

/** The parts of one kind of menu: a context menu's and a dropdown's differ only in how they are opened. */
export interface MenuParts {
  readonly Item: Component
  readonly CheckboxItem: Component
  readonly Label: Component
  readonly Separator: Component
  readonly Sub: Component
  readonly SubTrigger: Component
  readonly SubContent: Component
  readonly Portal: Component
}
