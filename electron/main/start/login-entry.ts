import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { writeWhole } from '../write-whole.ts'

/** What a start at login is told, so that no window opens unasked. */
export const HIDDEN_WORD = '--hidden'

/** The file by which a Linux desktop starts the app with the session (XDG autostart). */
export function autostartFile(home: string, env: Readonly<Record<string, string | undefined>>): string {
  return join(env['XDG_CONFIG_HOME'] ?? join(home, '.config'), 'autostart', 'palabre.desktop')
}

/** Writes or removes that file. `program` is the executable to start. */
export async function setAutostart(file: string, program: string, on: boolean): Promise<void> {
  if (on) await writeWhole(file, entryText(program))
  else await rm(file, { force: true })
}

function entryText(program: string): string {
  return [
    '[Desktop Entry]',
    'Type=Application',
    'Name=Palabre',
    `Exec=${quoted(program)} ${HIDDEN_WORD}`,
    'Terminal=false',
    '',
  ].join('\n')
}

/** A word of an Exec line: in quotes, with what means something in them escaped twice, as the specification says. */
function quoted(word: string): string {
  const escaped = word.replaceAll(/["`$\\]/g, (sign) => `\\${sign}`).replaceAll('%', '%%')
  return `"${escaped.replaceAll('\\', '\\\\')}"`
}
