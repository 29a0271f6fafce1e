import { expect, it } from 'vitest'
import { LogTail } from '../../../../electron/base/log-tail.ts'
import { silentLogger } from '../../../../electron/base/logger.ts'

it('keeps the last lines, whatever the pieces they come in', () => {
  const tail = new LogTail(3)
  tail.write('host', 'one\ntw')
  tail.write('voice', 'a\n')
  tail.write('host', 'o\n\nthree\nfo')
  expect(tail.lines()).toEqual(['voice: a', 'host: two', 'host: three', 'host: fo'])
})

it('cuts what never ends, so that it does not grow', () => {
  const tail = new LogTail(3)
  for (let piece = 0; piece < 100; piece += 1) tail.write('host', 'x'.repeat(1_000))
  expect(tail.lines()).toEqual([`host: ${'x'.repeat(2_000)}`])
  tail.write('host', `y\n${'z'.repeat(5_000)}\n`)
  expect(tail.lines().map(({ length }) => length)).toEqual([2_006, 2_006])
})

it('hears warnings and errors of a logger, and passes everything on', () => {
  const said: string[] = []
  const note = (_fields: object, message: string): void => {
    said.push(message)
  }
  const inner = { ...silentLogger, debug: note, info: note, warn: note, error: note }
  const tail = new LogTail(10)
  const logger = tail.heard('app', { ...inner, child: () => inner })
  for (const level of ['debug', 'info', 'warn', 'error'] as const) logger[level]({ code: 7 }, level)
  logger.child({ part: 'x' }).warn({}, 'child')
  expect(said).toEqual(['debug', 'info', 'warn', 'error', 'child'])
  expect(tail.lines()).toEqual([
    'app: {"level":"warn","code":7,"msg":"warn"}',
    'app: {"level":"error","code":7,"msg":"error"}',
    'app: {"level":"warn","msg":"child"}',
  ])
})
