import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { HOST_CONFIG } from '../../../electron/host/config.ts'
import type { OfflineApi } from '../offline-api.ts'
import { problem } from './expectations.ts'

const TRACK = { number: 1, userId: 5, nickname: 'Anna', bytes: 6, frames: 9, copies: 1, concealedMs: 2 }

/** Recordings of channels, and their files. */
export function recordingCases(api: () => OfflineApi): void {
  /** Begins and ends a recording of the first channel; it is as `ready` makes it. */
  async function ended(): Promise<number> {
    const { body } = await api().ask('POST /recordings', { body: { channelId: 1 } })
    const { id } = body as { id: number }
    expect((await api().ask('POST /recordings/{id}/stop', { id })).status).toBe(204)
    return id
  }

  /** Its files are made: the mix has `0123`, the track `abcdef`. */
  async function ready(id: number): Promise<void> {
    const { recorder, finishing } = api().offline
    recorder.events.emit({ type: 'stopped', recordingId: id, bytes: 100 })
    const { wish, end } = finishing.at(-1) ?? {}
    mkdirSync(wish?.folder ?? '', { recursive: true })
    writeFileSync(join(wish?.folder ?? '', 'mix.opus'), '0123')
    writeFileSync(join(wish?.folder ?? '', 'track-1.opus'), 'abcdef')
    end?.resolve({ durationMs: 1_000, mixBytes: 4, tracks: [TRACK] })
    await end?.promise
    await Promise.resolve()
  }

  describe('recordings', () => {
    it('begin, end, are listed with their files, and removed', async () => {
      const { recordings } = api().offline.community
      // Those who asked before have used up what one may ask at once.
      api().offline.clock.advance(HOST_CONFIG.http.allowance.windowMs)
      expect((await api().ask('POST /recordings', { body: { channelId: 1 } })).body).toEqual(
        problem('service-stopped'),
      )
      recordings.attach(api().offline.recorder)
      const id = await ended()
      expect((await api().ask('GET /recordings/{id}', { id })).body).toMatchObject({
        ...{ state: 'finishing', endReason: 'stopped', starter: 'owner token', files: [] },
      })
      expect((await api().ask('DELETE /recordings/{id}', { id })).body).toEqual(
        problem('recording-unfinished'),
      )
      await ready(id)
      const { body } = await api().ask('GET /recordings', { query: 'state=ready&total=true' })
      expect(body).toMatchObject({
        items: [{ id, channel: 'Lobby', durationMs: 1_000, bytes: 10 }],
        total: 1,
      })
      expect((await api().ask('GET /recordings/export', { query: 'format=csv' })).status).toBe(200)
      expect((await api().ask('GET /recordings/{id}', { id })).body).toMatchObject({
        files: [
          { file: 'mix.opus', userId: null },
          { file: 'track-1.opus', nickname: 'Anna', copies: 1 },
        ],
      })
      expect((await api().ask('DELETE /recordings/{id}', { id })).status).toBe(204)
      expect((await api().ask('GET /recordings/{id}', { id })).body).toEqual(problem('recording-unknown'))
    })

    it('are refused where there is none, or one already', async () => {
      expect((await api().ask('POST /recordings', { body: { channelId: 99 } })).body).toEqual(
        problem('channel-unknown'),
      )
      const { body } = await api().ask('POST /recordings', { body: { channelId: 1 } })
      const { id } = body as { id: number }
      expect((await api().ask('POST /recordings', { body: { channelId: 1 } })).body).toEqual(
        problem('recording-running'),
      )
      expect((await api().ask('POST /recordings/{id}/stop', { id })).status).toBe(204)
      expect((await api().ask('POST /recordings/{id}/stop', { id })).body).toEqual(problem('recording-none'))
    })

    it('give their files, whole or in part', async () => {
      const id = await ended()
      const ask = (file: string, range?: string) =>
        api().ask('GET /recordings/{id}/files/{file}', {
          ...{ id, file },
          ...(range === undefined ? {} : { headers: { range } }),
        })
      expect((await ask('mix.opus')).body).toEqual(problem('recording-unfinished'))
      await ready(id)
      const whole = await ask('track-1.opus')
      expect([whole.status, whole.body]).toEqual([200, 'abcdef'])
      expect(whole.headers).toMatchObject({
        'content-type': 'audio/ogg; codecs=opus',
        'content-length': '6',
        'accept-ranges': 'bytes',
        'content-disposition': `attachment; filename="recording-${String(id)}-track-1.opus"`,
      })
      const part = await ask('track-1.opus', 'bytes=2-3')
      expect([part.status, part.body, part.headers['content-range']]).toEqual([206, 'cd', 'bytes 2-3/6'])
      const beyond = await ask('mix.opus', 'bytes=4-')
      expect([beyond.status, beyond.headers['content-range']]).toEqual([416, 'bytes */4'])
      expect(beyond.body).toEqual(problem('range-unsatisfiable'))
      expect((await ask('track-2.opus')).body).toEqual(problem('recording-unknown'))
    })

    it('give nothing else, however it is named', async () => {
      const id = await ended()
      await ready(id)
      const names = ['../mix.opus', '../../palabre.db', '/etc/passwd', 'C:\\mix.opus', 'CON', 'NUL.opus']
      const more = [
        'mix.opus.',
        'mix.opus ',
        'mix.opus\0',
        'track-1.opus/..',
        'spool',
        'track-01.opus',
        'MIX.OPUS',
      ]
      for (const name of [...names, ...more]) {
        const { status, body } = await api().ask('GET /recordings/{id}/files/{file}', {
          ...{ id, file: encodeURIComponent(name) },
        })
        expect([name, status, body]).toEqual([name, 400, problem('request-invalid')])
      }
      for (const bad of ['..%2F1', '-1', 'NUL']) {
        const response = await api().app.inject({
          url: `/api/v1/recordings/${bad}/files/mix.opus`,
          headers: { authorization: api().authorization },
        })
        expect([bad, response.statusCode]).toEqual([bad, 400])
      }
    })

    it('need the scopes: to read, to manage, and for the voices themselves that of the host', async () => {
      const { token } = (
        await api().ask('POST /tokens', { body: { name: 'reader', scopes: ['read', 'manage'] } })
      ).body as { token: string }
      expect((await api().ask('GET /recordings', { token })).status).toBe(200)
      const refused = problem('scope-missing')
      expect((await api().ask('DELETE /recordings/{id}', { id: 1, token })).body).toEqual(refused)
      expect(
        (await api().ask('GET /recordings/{id}/files/{file}', { id: 1, file: 'mix.opus', token })).body,
      ).toEqual(refused)
    })
  })
}
