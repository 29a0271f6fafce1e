import { randomBytes, randomInt } from 'node:crypto'

/** Chance as the rest of the code sees it: injected, so that tests can repeat it. */
export interface Random {
  /** Unpredictable bytes. */
  bytes(length: number): Uint8Array
  /** 0 <= x < 1. */
  fraction(): number
}

/** The system's generator. */
export const systemRandom: Random = {
  bytes: (length) => new Uint8Array(randomBytes(length)),
  fraction: () => randomInt(2 ** 32) / 2 ** 32,
}
