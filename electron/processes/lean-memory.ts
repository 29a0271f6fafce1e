import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { loadNet, NativeUnavailableError } from '../../native/index.ts'

/** Collects all garbage and gives what is free back to the system. Nothing else runs in this thread meanwhile. */
export function giveMemoryBack(): void {
  collectGarbage()
  returnFreePages()
}

function collectGarbage(): void {
  setFlagsFromString('--expose-gc')
  try {
    // The global scope of a program that runs already does not get it any more; a new one does.
    const collect: unknown = runInNewContext('globalThis.gc')
    if (typeof collect !== 'function') return
    // Only this collection gives the place itself back as well, and no later.
    Reflect.apply(collect, undefined, [{ type: 'major', execution: 'sync', flavor: 'last-resort' }])
  } finally {
    setFlagsFromString('--no-expose-gc')
  }
}

/** Where the native part is missing things work, and take more memory. */
function returnFreePages(): void {
  try {
    loadNet().returnFreePages?.()
  } catch (error) {
    if (!(error instanceof NativeUnavailableError)) throw error
  }
}
