import { Compile } from 'typebox/compile'
import { expect, it } from 'vitest'
import { MessageText } from '../../../../electron/contract/messages.ts'

const text = Compile(MessageText)

it.each(['a', 'two\nlines\tand a tab', '<b>&amp;</b>', '👩‍👩‍👧 é', 'x'.repeat(4000), '👍'.repeat(4000)])(
  'takes %.20j',
  (written) => {
    expect(text.Check(written)).toBe(true)
  },
)

it.each(['', '   \n', 'x'.repeat(4001), 'bell\u0007', 'null\u0000', '\u202egnp.exe', '\u2066hidden\u2069'])(
  'refuses %.20j',
  (written) => {
    expect(text.Check(written)).toBe(false)
  },
)
