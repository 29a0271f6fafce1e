import { pino } from 'pino'
import type { Logger } from '../base/logger.ts'

/** How much is said, from most to nothing. */
export const LOG_LEVELS = ['debug', 'info', 'warn', 'error', 'silent'] as const
/** `warn` is what a person should see without asking. */
export type LogLevel = (typeof LOG_LEVELS)[number]

/** The streams a log can go to, with their file descriptors. */
const STREAMS = { stdout: 1, stderr: 2 } as const
export type LogStream = keyof typeof STREAMS

/**
 * Log lines as JSON, written at once, so that the last line before a crash is there. They have a `level`, which the
 * events of `--json` have not. Fields are named by the callers; none of them ever holds a token, a key or a signature.
 */
export function streamLogger(subject: string, level: LogLevel, stream: LogStream): Logger {
  const base = { subject }
  return pino({ level, base }, pino.destination({ fd: STREAMS[stream], sync: true }))
}

export function stderrLogger(subject: string, level: LogLevel = 'warn'): Logger {
  return streamLogger(subject, level, 'stderr')
}

/** The level somebody asked for by the environment, else the usual one. */
export function logLevel(env: Readonly<Record<string, string | undefined>>): LogLevel {
  const wanted = env['PALABRE_LOG']
  return LOG_LEVELS.find((level) => level === wanted) ?? 'warn'
}
