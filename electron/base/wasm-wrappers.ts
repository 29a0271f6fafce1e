import { setFlagsFromString } from 'node:v8'

/** Calls over the border of WebAssembly before V8 compiles a way for them: more than any thread makes. */
const NEVER = 1_000_000_000
/** V8's own number. */
const USUAL = 1_000

/**
 * Keeps V8 from compiling ways out of WebAssembly into JavaScript. Those are shared by all threads of a process,
 * and the V8 of Node 24 can free one while another thread registers its own, which ends the process ("Check
 * failed: jit_page.has_value()", or a segmentation fault). Node itself meets it: it strips the types of sources
 * by WebAssembly in each worker thread.
 *
 * Call it before the first worker thread starts; what was instantiated before keeps what it has.
 */
export function keepWasmWrappers(): void {
  compileAfter(NEVER)
}

/**
 * Instantiates a module whose exports are called all the time: the general way into WebAssembly takes heap for each
 * call, the compiled one none. Its imports must be called rarely.
 */
export function withCompiledCalls<Instance>(instantiate: () => Instance): Instance {
  compileAfter(USUAL)
  try {
    return instantiate()
  } finally {
    compileAfter(NEVER)
  }
}

function compileAfter(calls: number): void {
  setFlagsFromString(`--wasm-wrapper-tiering-budget=${String(calls)}`)
}
