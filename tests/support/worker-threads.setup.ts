import { keepWasmWrappers } from '../../electron/base/wasm-wrappers.ts'

// Tests start the same worker threads as the processes of the app, from sources, often hundreds in one process.
keepWasmWrappers()
