import { expect, it } from 'vitest'
import { nameOf } from '../../../../../electron/session/admin/downloads.ts'

it.each([
  ['attachment; filename="users.csv"', 'users.csv'],
  ['attachment; filename="2026-01-01T00-00-00-005Z.palabre"', '2026-01-01T00-00-00-005Z.palabre'],
  ['attachment; filename="../../etc/passwd"', '_.._etc_passwd'],
  ['attachment; filename="..\\\\up.txt"', '__up.txt'],
  ['attachment; filename="CON"', 'palabre-download'],
  ['attachment; filename="aux.txt"', 'palabre-download'],
  ['attachment; filename=".."', 'palabre-download'],
  ['attachment; filename=".hidden "', 'hidden'],
  ['attachment', 'palabre-download'],
  [undefined, 'palabre-download'],
])('what a host calls a file (%s) is a plain name here', (disposition, name) => {
  expect(nameOf(disposition)).toBe(name)
})
