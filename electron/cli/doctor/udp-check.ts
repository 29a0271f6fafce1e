import { openTransport } from '../../voice/transport/open-transport.ts'
import type { Clock } from '../../base/clock.ts'
import type { DatagramTransport } from '../../voice/interfaces.ts'
import { fail, ok, warn, type Finding } from './check.ts'

const LOOPBACK = '127.0.0.1'
/** A datagram of a machine to itself takes microseconds; a second is for one that is very busy. */
const LIMIT_MS = 1_000
const LOOK_MS = 5
const PROBE = new TextEncoder().encode('palabre doctor')

/** Sends a datagram to this machine and waits for it, on the way that voice takes. */
export async function udpFinding(clock: Clock): Promise<Finding> {
  const [from, to] = await Promise.all([open(), open()])
  try {
    from.send(from.address(LOOPBACK, to.localPort), PROBE, 0, PROBE.length)
    const deadline = clock.nowMs() + LIMIT_MS
    while (to.receive() === 0) {
      if (clock.nowMs() > deadline) {
        return fail('a datagram to this machine itself is lost.', 'Let the firewall pass UDP of Palabre.')
      }
      await new Promise<void>((resolve) => clock.after(LOOK_MS, resolve))
    }
    if (to.kind === 'native') return ok('goes through, in batches')
    return warn(
      'goes through, by Node’s own sockets.',
      'Build the native part `net`: a host needs less processor with it.',
    )
  } finally {
    from.close()
    to.close()
  }
}

function open(): Promise<DatagramTransport> {
  return openTransport({ kind: 'auto', bind: LOOPBACK, port: 0 })
}
