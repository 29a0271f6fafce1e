import { parentPort } from 'node:worker_threads'
import { loadCodec } from '../../native/index.ts'

/** A worker thread that encodes a frame, posts the packet's length, and leaves its objects open. */
const codec = loadCodec()
const encoder = codec.createEncoder({ channels: 1, application: 'voip' })
const decoder = codec.createDecoder({ channels: 1 })
const packet = new Uint8Array(1276)
const bytes = encoder.encode(new Float32Array(480).fill(0.1), packet)
decoder.decode(packet.subarray(0, bytes), new Float32Array(480))
parentPort?.postMessage(bytes)
setInterval(() => {
  encoder.reset()
}, 1)
