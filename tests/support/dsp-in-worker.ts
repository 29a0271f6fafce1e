import { parentPort } from 'node:worker_threads'
import { loadDsp } from '../../native/index.ts'

/** A worker thread that cancels a frame, posts whether it is silent, and leaves its canceller open. */
const canceller = loadDsp().createEchoCanceller({ suppress: true })
const out = new Float32Array(480)
canceller.process(new Float32Array(480), new Float32Array(480).fill(0.1), out)
parentPort?.postMessage(out.every((sample) => sample === 0))
setInterval(() => {
  canceller.process(out, out, out)
}, 1)
