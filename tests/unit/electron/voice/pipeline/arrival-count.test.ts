import { describe, expect, it } from 'vitest'
import { ArrivalCount } from '../../../../../electron/voice/pipeline/arrival-count.ts'
import { PacketHeader } from '../../../../../electron/voice/packet/header.ts'
import { ReportPayload } from '../../../../../electron/voice/packet/report-payload.ts'
import { samplesOf } from '../../../../../electron/voice/units.ts'

const FRAME_20_MS = 3
const FRAME_60_MS = 5

/** A stream of 20 ms packets, of which a test says when each arrives. */
class Stream {
  readonly count = new ArrivalCount()
  readonly #header = new PacketHeader()
  /** Number and time of the first packet. */
  first = 0
  frameCode = FRAME_20_MS

  arrive(number: number, lateMs = 0): void {
    this.#header.sequence = this.first + number
    this.#header.frameCode = this.frameCode
    this.#header.timestamp = (samplesOf(20) * number) >>> 0
    this.count.note(this.#header, 5_000 + number * 20 + lateMs)
  }

  /** Source, received, lost, jitter and delay in tenths of a ms; undefined where there is nothing to tell. */
  told(): number[] | undefined {
    const report = new ReportPayload()
    this.count.tell(report, 7)
    if (report.count === 0) return undefined
    const { source, received, lost, jitter, delay } = report
    return [source, received, lost, jitter, delay].map(([value]) => value ?? NaN)
  }
}

const range = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => from + index)

describe('what a report says of a speaker', () => {
  it('is what came and what did not', () => {
    const stream = new Stream()
    for (const number of range(0, 50)) if (number % 5 !== 3) stream.arrive(number)
    expect(stream.told()).toEqual([7, 40, 10, 0, 0])
    for (const number of range(50, 100)) stream.arrive(number)
    expect(stream.told()).toEqual([7, 50, 0, 0, 0])
  })

  it('is nothing until enough is known, and then about all of it', () => {
    const stream = new Stream()
    for (const number of range(0, 9)) stream.arrive(number)
    expect(stream.told()).toBeUndefined()
    stream.arrive(9)
    expect(stream.told()).toEqual([7, 10, 0, 0, 0])
    expect(stream.told()).toBeUndefined()
  })

  it('takes what comes out of order for received', () => {
    const stream = new Stream()
    for (const number of [0, 2, 1, 3, 4, 6, 7, 8, 9, 10]) stream.arrive(number)
    expect(stream.told()?.slice(0, 3)).toEqual([7, 10, 1])
    stream.arrive(5)
    for (const number of range(11, 30)) stream.arrive(number)
    expect(stream.told()?.slice(0, 3)).toEqual([7, 20, 0])
  })

  it('does not take an absence for loss', () => {
    const stream = new Stream()
    for (const number of range(0, 20)) stream.arrive(number)
    stream.told()
    for (const number of range(1_000, 1_020)) stream.arrive(number)
    expect(stream.told()?.slice(0, 3)).toEqual([7, 20, 0])
    stream.count.restart()
    for (const number of range(1_100, 1_120)) stream.arrive(number)
    expect(stream.told()?.slice(0, 3)).toEqual([7, 20, 0])
  })

  it('tells a queue that stands from packets that wobble', () => {
    const stream = new Stream()
    for (const number of range(0, 50)) stream.arrive(number, (number * 7) % 30)
    expect(stream.told()?.[4]).toBe(0)
    for (const number of range(50, 100)) stream.arrive(number, (number * 7) % 30)
    expect(stream.told()?.[4]).toBe(0)
    for (const number of range(100, 150)) stream.arrive(number, 80)
    expect(stream.told()?.[4]).toBe(800)
  })

  it('does not take longer frames for a longer way', () => {
    const stream = new Stream()
    for (const number of range(0, 50)) stream.arrive(number)
    stream.told()
    stream.frameCode = FRAME_60_MS
    for (const number of range(50, 100)) stream.arrive(number, 40)
    expect(stream.told()?.[4]).toBe(0)
  })

  it('follows numbers and timestamps across their ends', () => {
    const stream = new Stream()
    stream.first = 2 ** 32 - 10
    for (const number of range(0, 50)) stream.arrive(number)
    expect(stream.told()).toEqual([7, 50, 0, 0, 0])
  })

  it('waits for the next report where this one is full', () => {
    const stream = new Stream()
    for (const number of range(0, 20)) stream.arrive(number)
    const full = new ReportPayload()
    while (full.add(full.count, 1, 1, 1, 1));
    stream.count.tell(full, 99)
    expect(stream.told()).toEqual([7, 20, 0, 0, 0])
  })
})
