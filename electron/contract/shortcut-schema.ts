import { Type } from 'typebox'
import { isShortcuts, KEY_CODES, KEY_MODIFIERS } from './shortcuts.ts'

const strict = { additionalProperties: false } as const

const Binding = Type.Object(
  {
    code: Type.Enum([...KEY_CODES]),
    modifiers: Type.Array(Type.Enum(KEY_MODIFIERS), { maxItems: KEY_MODIFIERS.length, uniqueItems: true }),
  },
  strict,
)

/** A key for some actions; that modifiers stand in their order only `isShortcuts` can say. */
export const KeyBindings = Type.Refine(
  Type.Object(
    { talk: Type.Optional(Binding), mute: Type.Optional(Binding), deafen: Type.Optional(Binding) },
    strict,
  ),
  (value) => isShortcuts(value),
)
