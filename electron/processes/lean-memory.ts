import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import type { NetAddon } from '../../native/index.ts'
import { loadNet, NativeUnavailableError } from '../../native/index.ts'

/**
 * From this length on blocks of C libraries stand apart, bytes. TLS takes one of 64 KiB for each connection and uses a
 * page or two of it; where what was freed before is given out again, as it usually is, all its pages count.
 */
const APART_BYTES = 60 * 1024

/** Lets this process hold no more memory for each connection than is used. Call it before there are any. */
export function holdBlocksApart(): void {
  withNative((net) => net.setBlocksApart?.(APART_BYTES))
}

/** Collects all garbage and gives what is free back to the system. Nothing else runs in this thread meanwhile. */
export function giveMemoryBack(): void {
  collectGarbage()
  withNative((net) => net.returnFreePages?.())
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

/** Where the native parts are missing things work, and take more memory. */
function withNative(act: (net: NetAddon) => void): void {
  try {
    act(loadNet())
  } catch (error) {
    if (!(error instanceof NativeUnavailableError)) throw error
  }
}
