/** What a part of this program may be used for, and by whose word. */
export interface Licence {
  readonly name: string
  readonly version: string
  readonly licence: string
  /** The whole text; empty where the package carries none. */
  readonly text: string
}

/** The licences of everything that is shipped, gathered when the page was built; none where they cannot be read. */
export async function loadLicences(): Promise<readonly Licence[]> {
  try {
    const answer = await fetch(new URL('licences.json', document.baseURI))
    return answer.ok ? ((await answer.json()) as Licence[]) : []
  } catch {
    return []
  }
}
