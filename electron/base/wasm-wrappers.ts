import { setFlagsFromString } from 'node:v8'

/** Calls from WebAssembly into JavaScript before V8 compiles a way for them: more than any thread makes. */
const CALLS_BEFORE_COMPILING = 1_000_000_000

/**
 * Keeps V8 from compiling ways out of WebAssembly into JavaScript. Those are shared by all threads of a process,
 * and the V8 of Node 24 can free one while another thread registers its own, which ends the process ("Check
 * failed: jit_page.has_value()", or a segmentation fault). Node itself meets it: it strips the types of sources
 * by WebAssembly in each worker thread. The general way that is used instead costs nothing that we measured.
 *
 * Call it before the first worker thread starts; threads that run already keep what they have.
 */
export function keepWasmWrappers(): void {
  setFlagsFromString(`--wasm-wrapper-tiering-budget=${String(CALLS_BEFORE_COMPILING)}`)
}
