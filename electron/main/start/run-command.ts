import process from 'node:process'
import { pathToFileURL } from 'node:url'

/**
 * Runs a command of the installed executable (`palabre host`) without a window: the command line is a program of its
 * own beside this one. Answers its exit code.
 */
export async function runCommand(program: string, words: readonly string[]): Promise<number> {
  // It reads its words as Node would hand them over: behind the program and its file.
  process.argv.splice(1, process.argv.length - 1, program, ...words)
  await import(pathToFileURL(program).href)
  return typeof process.exitCode === 'number' ? process.exitCode : 0
}
