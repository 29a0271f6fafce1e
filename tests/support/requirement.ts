import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Real parts that some tests need and a machine may lack. */
export type Part =
  'pulseaudio' | 'chromium' | 'espeak-ng' | 'linux' | 'systemd-analyze' | 'namespaces' | 'xvfb' | 'mounts'

/** Why a part is missing, or undefined where it is there. */
export function missing(part: Part): string | undefined {
  switch (part) {
    case 'pulseaudio':
      return hasCommand('pulseaudio') && hasCommand('pactl') ? undefined : 'pulseaudio is not installed'
    case 'chromium':
      return existsSync(chromiumPath()) ? undefined : 'chromium is not installed'
    case 'espeak-ng':
      return hasCommand('espeak-ng') ? undefined : 'espeak-ng is not installed'
    case 'systemd-analyze':
      return hasCommand('systemd-analyze') ? undefined : 'systemd is not installed'
    case 'xvfb':
      return hasCommand('Xvfb') && hasCommand('xdotool') ? undefined : 'xvfb and xdotool are not installed'
    case 'namespaces':
      return canMakeNamespaces() ? undefined : 'network namespaces may not be made here'
    case 'mounts':
      return canMount() ? undefined : 'disks of their own may not be mounted here'
    case 'linux':
      return process.platform === 'linux' ? undefined : 'this test is for Linux'
  }
}

/** Where Chromium is, or would be. */
export function chromiumPath(): string {
  return process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium'
}

/**
 * For `describe.skipIf(requirePart('pulseaudio'))`: true where the part is missing. The reason goes to
 * stderr as one `skipped: ...` line. With PALABRE_REQUIRE_PARTS=1 (`.ci/run`) a missing part throws.
 */
export function requirePart(part: Part): boolean {
  const reason = missing(part)
  if (reason === undefined) return false
  if (process.env['PALABRE_REQUIRE_PARTS'] === '1') throw new Error(`A part the tests need: ${reason}.`)
  process.stderr.write(`skipped: ${reason}\n`)
  return true
}

function canMakeNamespaces(): boolean {
  const name = `palabre${String(process.pid)}-probe`
  try {
    execFileSync('ip', ['netns', 'add', name], { stdio: 'ignore' })
    execFileSync('ip', ['netns', 'delete', name], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

function canMount(): boolean {
  const folder = mkdtempSync(join(tmpdir(), 'palabre-mount-'))
  try {
    execFileSync('mount', ['-t', 'tmpfs', 'tmpfs', folder], { stdio: 'ignore' })
    execFileSync('umount', [folder], { stdio: 'ignore' })
    return true
  } catch {
    return false
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function hasCommand(name: string): boolean {
  try {
    execFileSync('sh', ['-c', `command -v ${name}`], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}
