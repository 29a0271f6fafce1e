import { expect, it } from 'vitest'
import { commandWords } from '../../../../../electron/main/start/command-words.ts'

it.each([
  [
    ['/opt/Palabre/palabre', 'host', '--json'],
    ['host', '--json'],
  ],
  [
    ['/opt/Palabre/palabre', 'talk-key', 'down'],
    ['talk-key', 'down'],
  ],
  [['/opt/Palabre/palabre'], undefined],
  [['/opt/Palabre/palabre', '--hidden'], undefined],
  [['/opt/Palabre/palabre', 'palabre://host/?k=1&t=2'], undefined],
  [['/opt/Palabre/palabre', '/home/ada/file'], undefined],
])('%j: %j', (argv, words) => {
  expect(commandWords(argv, true)).toEqual(words)
  expect(commandWords([argv[0] ?? '', 'out/main/index.js', ...argv.slice(1)], false)).toEqual(words)
})
