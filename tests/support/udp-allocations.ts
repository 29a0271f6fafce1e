// Sends and receives many packets over the native transport; prints by how many bytes the heap and the process
// have grown, whichever is more.
import { openTransport } from '../../electron/voice/transport/open-transport.ts'

const PACKETS_PER_ROUND = 40
const ROUNDS = 2_000

const options = { kind: 'native', bind: '127.0.0.1', port: 0 } as const
const [from, to] = [await openTransport(options), await openTransport(options)]
const targets = new Int32Array(PACKETS_PER_ROUND).fill(from.address('127.0.0.1', to.localPort))
const bytes = new Uint8Array(150)

function exchange(rounds: number): void {
  for (let round = 0; round < rounds; round += 1) {
    from.fanout(targets, PACKETS_PER_ROUND, bytes, 0, bytes.length)
    while (to.receive() > 0) continue
  }
}

function used(): { heap: number; outside: number } {
  globalThis.gc?.()
  const { heapUsed, external, arrayBuffers } = process.memoryUsage()
  return { heap: heapUsed, outside: external + arrayBuffers }
}

exchange(ROUNDS)
const before = used()
exchange(ROUNDS)
const after = used()
process.stdout.write(String(Math.max(after.heap - before.heap, after.outside - before.outside)))
from.close()
to.close()
