import { readFileSync } from 'node:fs'

/**
 * Datagrams that this machine's UDP sockets have had no room for since it was started, whichever program's they are;
 * undefined where the system does not tell (only Linux does).
 */
export function fullBufferDrops(): number | undefined {
  try {
    return dropsOf(readFileSync('/proc/net/snmp', 'utf8'), readFileSync('/proc/net/snmp6', 'utf8'))
  } catch {
    return undefined
  }
}

/** The same from the text of the two files (proc_net(5)): two lines of names and numbers, and a line per number. */
export function dropsOf(snmp: string, snmp6: string): number {
  const [names = [], numbers = []] = [...snmp.matchAll(/^Udp: (.*)$/gm)].map(([, line = '']) =>
    line.split(' '),
  )
  const ipv4 = Number(numbers[names.indexOf('RcvbufErrors')] ?? 0)
  const ipv6 = Number(/^Udp6RcvbufErrors\s+(\d+)$/m.exec(snmp6)?.[1] ?? 0)
  return ipv4 + ipv6
}
