import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { TAG_BYTES } from '../../../../../electron/base/crypto.ts'
import { FRAME_LENGTHS_MS } from '../../../../../electron/contract/engine.ts'
import { LIMITS } from '../../../../../electron/contract/limits.ts'
import { DROP_REASONS } from '../../../../../electron/contract/media.ts'
import { VOICE_CONFIG } from '../../../../../electron/voice/config.ts'
import { PACKET_CONFIG } from '../../../../../electron/voice/packet/config.ts'
import {
  BIND_BYTES,
  BIND_OFFSETS,
  PING_BYTES,
  PING_OFFSETS,
  PONG_OFFSETS,
} from '../../../../../electron/voice/packet/control-payload.ts'
import {
  FLAGS,
  HEADER_BYTES,
  HEADER_OFFSETS,
  LAST_LIST,
  LEAST_PACKET_BYTES,
  MOST_PAYLOAD_BYTES,
  TARGETS,
} from '../../../../../electron/voice/packet/header.ts'
import { GAP_BYTES, GAP_OFFSETS } from '../../../../../electron/voice/packet/gap-payload.ts'
import { KIND } from '../../../../../electron/voice/packet/kind.ts'
import { MIX_ENTRY_BYTES, MIX_OFFSETS } from '../../../../../electron/voice/packet/mix-payload.ts'
import { NONCE_OFFSETS } from '../../../../../electron/voice/packet/nonce.ts'
import {
  MOST_COPIES,
  MOST_COPY_BYTES,
  REDUNDANCY_HEAD,
} from '../../../../../electron/voice/packet/redundancy.ts'
import { REPORT_ENTRY_BYTES, REPORT_OFFSETS } from '../../../../../electron/voice/packet/report-payload.ts'
import { PIPELINE_CONFIG } from '../../../../../electron/voice/pipeline/config.ts'
import {
  MIX_KEY_LABEL,
  SOURCE_KEY_LABEL,
  WHISPER_KEY_LABEL,
} from '../../../../../electron/voice/packet/source-key.ts'
import { LOUDEST_CONFIG, ROUTER_CONFIG } from '../../../../../electron/voice/router/config.ts'

const FOLDER = new URL('../../../../../electron/voice/packet/', import.meta.url)
const page = readFileSync(new URL('PROTOCOL.md', FOLDER), 'utf8')
const text = page.replaceAll(/\s+/g, ' ')

/** The rows of the table whose head begins with the given cells. */
function table(...head: string[]): string[][] {
  const lines = page.split('\n')
  const at = lines.findIndex((line) => line.startsWith(`| ${head.join(' | ')} |`))
  const rest = lines.slice(at + 2)
  const rows = rest.slice(
    0,
    rest.findIndex((line) => !line.startsWith('|')),
  )
  return rows.map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  )
}

/** First column to second, as numbers. */
function numbers(...head: string[]): Record<string, number> {
  return Object.fromEntries(table(...head).map(([name = '', value]) => [name, Number(value)]))
}

/** Rows of the payload tables whose first cell begins with the kind's name. */
function offsetsOf(kind: string): Record<string, number> {
  const row = new RegExp(`^\\| ${kind}(\\w+) \\| (\\d+) \\| \\d+ \\|`, 'gm')
  return Object.fromEntries([...page.matchAll(row)].map(([, name = '', at]) => [name, Number(at)]))
}

describe('PROTOCOL.md', () => {
  it('has the code’s sizes', () => {
    expect(numbers('what', 'bytes')).toEqual({
      'header': HEADER_BYTES,
      'tag': TAG_BYTES,
      'least packet': LEAST_PACKET_BYTES,
      'most payload': MOST_PAYLOAD_BYTES,
      'most packet': LIMITS.datagramBytes,
    })
  })

  it('has the code’s fields, kinds, flags, targets and frame codes', () => {
    expect(numbers('field', 'at', 'meaning')).toEqual(HEADER_OFFSETS)
    expect(numbers('kind', 'number')).toEqual(KIND)
    expect(numbers('flag', 'bit')).toEqual(FLAGS)
    expect(numbers('target', 'number')).toEqual(TARGETS)
    expect(numbers('code', 'milliseconds')).toEqual(Object.assign({}, FRAME_LENGTHS_MS))
  })

  it('has the code’s nonce', () => {
    expect(numbers('part', 'at')).toEqual({ ...NONCE_OFFSETS, zero: 4 })
  })

  it('has the code’s payloads', () => {
    const { state, proof } = offsetsOf('')
    expect({ state, proof }).toEqual(BIND_OFFSETS)
    expect(offsetsOf('ping ')).toEqual(PING_OFFSETS)
    expect(offsetsOf('pong ')).toEqual(PONG_OFFSETS)
    expect(offsetsOf('report ')).toEqual(REPORT_OFFSETS)
    expect(offsetsOf('gap ')).toEqual(GAP_OFFSETS)
    expect(offsetsOf('mix ')).toEqual(MIX_OFFSETS)
    expect(text).toContain(
      `(at most ${String(PACKET_CONFIG.mixVoices)}), then ${String(MIX_ENTRY_BYTES)} bytes per voice`,
    )
    expect(text).toContain(`**gap**, ${String(GAP_BYTES)} bytes`)
    expect(text).toContain(`**bind** and **bound**, ${String(BIND_BYTES)} bytes`)
    expect(text).toContain(`**ping** and **pong**, ${String(PING_BYTES)} bytes`)
    expect(text).toContain(`a count byte (at most ${String(PACKET_CONFIG.reportEntries)})`)
    expect(text).toContain(`then ${String(REPORT_ENTRY_BYTES)} bytes per source`)
    expect(text).toContain(`(${String(PIPELINE_CONFIG.reportLeastPackets)} packets, lost ones included)`)
  })

  it('has the code’s blocks of earlier frames', () => {
    const hex = (mask: number): string => `0x${mask.toString(16).padStart(2, '0')}`
    const head = `${hex(REDUNDANCY_HEAD.count)}: count of earlier frames, 1 or ${String(MOST_COPIES)}; ${hex(REDUNDANCY_HEAD.spurtStart)} (S)`
    expect(table('block field', 'at')[0]?.at(-1)).toContain(head)
    expect(text).toContain(`oldest first, 1 to ${String(MOST_COPY_BYTES)} bytes`)
  })

  it('has every drop reason, in order, and says where each is found', () => {
    expect(table('reason').map(([reason]) => reason)).toEqual([...DROP_REASONS])
    for (const reason of DROP_REASONS) expect(text).toContain(`\`${reason}\``)
  })

  it('has the code’s limits', () => {
    const seconds = (ms: number): string => `${String(ms / 1000)} s`
    const count = (value: number): string => value.toLocaleString('en-US')
    const { packetsPerSecond, bytesPerSecond, packetBurst, byteBurst, proofMs, silenceMs, reportsApartMs } =
      ROUTER_CONFIG
    expect(text).toContain(`not within ${String(reportsApartMs)} ms of the one before`)
    expect(text).toContain(
      `${count(packetsPerSecond)} packets and ${count(bytesPerSecond)} bytes a second, ${count(packetBurst)} and ${count(byteBurst)} at once`,
    )
    expect(text).toContain(`epoch for ${seconds(VOICE_CONFIG.epochGraceMs)} more after the next one came`)
    const { capTolerance, capBurstMs, capFreeBytes, excessMostMs } = ROUTER_CONFIG
    expect(capBurstMs).toBe(1_000)
    expect(text).toContain(
      `${String(capTolerance)} of it a second, as much at once, and ${String(capFreeBytes)} bytes of each packet free`,
    )
    expect(text).toContain(`after ${seconds(excessMostMs)} its stay ends`)
    expect(text).toContain(`A proof lives ${seconds(proofMs)}`)
    expect(text).toContain(`nothing authentic has come for ${seconds(silenceMs)} is forgotten`)
    expect(text).toContain(`pings at least every ${seconds(VOICE_CONFIG.pingIdleMs)}`)
    expect(text).toContain(`a window of ${String(PACKET_CONFIG.replayWindow)} numbers`)
    expect(text).toContain(`"${SOURCE_KEY_LABEL}"`)
    expect(text).toContain(`"${MIX_KEY_LABEL}"`)
    expect(text).toContain(`"${WHISPER_KEY_LABEL}"`)
    expect(text).toContain(`${String(LAST_LIST)} lists of the sender's own, 1 to ${String(LAST_LIST)}`)
    const { hysteresisDb, speechDb, holdMs } = LOUDEST_CONFIG
    expect(text).toContain(`gives way to one that is ${String(hysteresisDb)} dB louder`)
    expect(text).toContain(`(below ${String(speechDb)} dBov) for ${String(holdMs)} ms`)
  })

  it('draws the picture that stands over the code', () => {
    const code = readFileSync(new URL('header.ts', FOLDER), 'utf8')
    const drawn = (source: string): string[] =>
      [...source.matchAll(/[+|][-+|].*[-+|]$|\|.*(?:epoch|number|timestamp|target).*\|$/gm)].map(
        ([line]) => line,
      )
    const inCode = drawn(code)
    expect(inCode.length).toBeGreaterThan(8)
    expect(drawn(page)).toEqual(expect.arrayContaining(inCode))
  })
})
