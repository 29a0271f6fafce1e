/** So long a file may take to be read by the browser before it is let go, ms. */
const KEEP_MS = 60_000

/** Hands a text to the user as a file, the way the browser or the window saves files. */
export function saveFile(name: string, type: string, text: string): void {
  const address = URL.createObjectURL(new Blob([text], { type }))
  const link = document.createElement('a')
  link.href = address
  link.download = name
  link.click()
  setTimeout(() => {
    URL.revokeObjectURL(address)
  }, KEEP_MS)
}

/** A name with the time in it, in the order in which folders sort. */
export function fileName(subject: string, ending: string, at: Date): string {
  const time = at.toISOString().slice(0, 19).replaceAll(':', '').replace('T', '-')
  return `palabre-${subject}-${time}.${ending}`
}
