import type { PacketTrace, TracedPacket } from './packet-trace.ts'
import { seededRandom } from './seeded-random.ts'

const FRAME_MS = 10
const FRAME_SAMPLES = 480

/**
 * A trace made up after what is known of voice over busy Wi-Fi: a few milliseconds of contention for each packet, a
 * scan for other networks now and then during which nothing passes and after which all comes at once, short retries
 * that fail in a row, and one long stall. It imitates no recording.
 */
export function wifiLike(seconds: number, seed: number): PacketTrace {
  const random = seededRandom(seed)
  const packets: TracedPacket[] = []
  const count = (seconds * 1_000) / FRAME_MS
  let free = 0
  let nextScan = 2_000
  let bad = 0
  for (let sequence = 0; sequence < count; sequence += 1) {
    const sentMs = sequence * FRAME_MS
    if (sentMs >= nextScan) {
      const isStall = sentMs > 10_000 && sentMs < 12_000
      free = sentMs + (isStall ? 180 : 25 + 55 * random.fraction())
      nextScan = sentMs + 1_500 + 2_500 * random.fraction()
    }
    if (bad === 0 && random.fraction() < 0.004) bad = 1 + Math.floor(4 * random.fraction())
    if (bad > 0) {
      bad -= 1
      continue
    }
    const contention = -2.5 * Math.log(1 - random.fraction())
    const at = Math.max(sentMs + contention, free + 0.3)
    free = at
    packets.push({
      ...{ arrivalMs: Math.round(at * 100) / 100, sequence, timestamp: sequence * FRAME_SAMPLES },
      ...{ flags: sequence === 0 ? 1 : 0, frameCode: 2, bytes: 90 + Math.floor(40 * random.fraction()) },
    })
  }
  const origin = `made up: Wi-Fi-like, seed ${String(seed)}; tests/support/wifi-like.ts`
  return { origin, packets }
}
