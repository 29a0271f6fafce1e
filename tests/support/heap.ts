import { getHeapStatistics } from 'node:v8'

/**
 * Bytes of heap that `turns` calls leave behind on average, after so many more in which the compiler has its say.
 * The least of several tries: a collection or a compilation in between disturbs one, not all.
 */
export function bytesPerCall(call: () => void, turns: number, warmUp = turns): number {
  for (let turn = 0; turn < warmUp; turn += 1) call()
  let least = Infinity
  for (let attempt = 0; attempt < 5; attempt += 1) {
    const before = getHeapStatistics().used_heap_size
    for (let turn = 0; turn < turns; turn += 1) call()
    const grown = getHeapStatistics().used_heap_size - before
    if (grown >= 0) least = Math.min(least, grown / turns)
  }
  return least
}
