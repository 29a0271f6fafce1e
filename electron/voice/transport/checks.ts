/** RangeError unless `length` bytes at `offset` are inside `bytes`. */
export function checkRange(bytes: Uint8Array, offset: number, length: number): void {
  if (!(offset >= 0 && length >= 0 && offset + length <= bytes.length)) {
    throw new RangeError('offset and length must be within bytes')
  }
}

/** RangeError unless a datagram can be sent to this port. */
export function checkPort(port: number): void {
  if (!(Number.isInteger(port) && port >= 1 && port <= 65_535)) {
    throw new RangeError('port must be 1 to 65535')
  }
}
