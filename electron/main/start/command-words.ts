/** A word of the command line as a person types it: no option, no path, no link. */
const COMMAND = /^[a-z][a-z-]*$/

/**
 * The words of a command that the executable was started with (`palabre host --json`); undefined where the app itself
 * was meant. An app that is not packed has its own path as first word.
 */
export function commandWords(argv: readonly string[], isPackaged: boolean): string[] | undefined {
  const words = argv.slice(isPackaged ? 1 : 2)
  return COMMAND.test(words[0] ?? '') ? words : undefined
}
