import process from 'node:process'
import { WrongSetting } from './host-settings/wrong-setting.ts'

/** Wrong usage of the command line: exit code 2. */
const USAGE_EXIT = 2

/**
 * Runs a command that reads the settings of a host, and answers its exit code: shows `help` where that is asked for, and
 * says what is wrong with a setting.
 */
export async function settingsCommand(
  name: string,
  help: string,
  args: readonly string[],
  act: () => Promise<number>,
): Promise<number> {
  if (args.includes('--help')) {
    process.stdout.write(help)
    return 0
  }
  try {
    return await act()
  } catch (error) {
    if (!(error instanceof WrongSetting)) throw error
    process.stderr.write(`palabre ${name}: ${error.message} ${error.next}\n`)
    return USAGE_EXIT
  }
}
