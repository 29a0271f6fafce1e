/**
 * Network byte order in a Uint8Array. A DataView would do, but needs one object per buffer;
 * the callers here read from slabs that belong to others.
 * Bytes beyond the end read as zero: callers have checked the length.
 */
export function read8(bytes: Uint8Array, at: number): number {
  return bytes[at] ?? 0
}

export function read16(bytes: Uint8Array, at: number): number {
  return (read8(bytes, at) << 8) | read8(bytes, at + 1)
}

export function read32(bytes: Uint8Array, at: number): number {
  return ((read16(bytes, at) << 16) | read16(bytes, at + 2)) >>> 0
}

export function write16(bytes: Uint8Array, at: number, value: number): void {
  bytes[at] = value >>> 8
  bytes[at + 1] = value
}

export function write32(bytes: Uint8Array, at: number, value: number): void {
  write16(bytes, at, value >>> 16)
  write16(bytes, at + 2, value & 0xffff)
}
