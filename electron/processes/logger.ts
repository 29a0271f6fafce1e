import { pino } from 'pino'
import type { Logger } from '../base/logger.ts'

/** How much is said; `warn` is what a person should see without asking. */
export type LogLevel = 'debug' | 'info' | 'warn' | 'error' | 'silent'

const STDERR = 2

/**
 * Log lines as JSON on stderr, written at once, so that the last line before a crash is there.
 * Fields are named by the callers; none of them ever holds a token, a key or a signature.
 */
export function stderrLogger(subject: string, level: LogLevel = 'warn'): Logger {
  const base = { subject }
  return pino({ level, base }, pino.destination({ fd: STDERR, sync: true }))
}

/** The level somebody asked for by the environment, else the usual one. */
export function logLevel(env: Readonly<Record<string, string | undefined>>): LogLevel {
  const wanted = env['PALABRE_LOG']
  return LEVELS.find((level) => level === wanted) ?? 'warn'
}

const LEVELS: readonly LogLevel[] = ['debug', 'info', 'warn', 'error', 'silent']
