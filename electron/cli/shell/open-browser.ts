import { spawn } from 'node:child_process'

/** The system's own way to open an address; false where there is none. */
export function openBrowser(url: string, platform: string): Promise<boolean> {
  const [command, args] = openerOf(url, platform)
  return new Promise((resolve) => {
    const child = spawn(command, args, { stdio: 'ignore', detached: true })
    child.on('error', () => {
      resolve(false)
    })
    child.on('spawn', () => {
      child.unref()
      resolve(true)
    })
  })
}

function openerOf(url: string, platform: string): [string, string[]] {
  if (platform === 'darwin') return ['open', [url]]
  // `start` is a word of the command interpreter; the empty title keeps it from taking the address as one.
  if (platform === 'win32') return ['cmd', ['/d', '/c', 'start', '""', url.replaceAll('&', '^&')]]
  return ['xdg-open', [url]]
}
