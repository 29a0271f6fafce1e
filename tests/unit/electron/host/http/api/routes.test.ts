import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { backupCases } from '../../../../../support/api-cases/backups.ts'
import { exportCases } from '../../../../../support/api-cases/exports.ts'
import { hostCases } from '../../../../../support/api-cases/host.ts'
import { jobCases } from '../../../../../support/api-cases/jobs.ts'
import { metricsCases } from '../../../../../support/api-cases/metrics.ts'
import { orderCases } from '../../../../../support/api-cases/order.ts'
import { peopleCases } from '../../../../../support/api-cases/people.ts'
import { placesCases } from '../../../../../support/api-cases/places.ts'
import { presenceCases } from '../../../../../support/api-cases/presence.ts'
import { recordingCases } from '../../../../../support/api-cases/recordings.ts'
import { tokensCases } from '../../../../../support/api-cases/tokens.ts'
import { versionCases } from '../../../../../support/api-cases/versions.ts'
import { OfflineApi } from '../../../../../support/offline-api.ts'

/**
 * Every route of the API is asked here, and every answer, success or refusal, held against the document (`OfflineApi.ask`
 * does that). The last tests fail for a route that nobody asks, that never answers with success, or that the document
 * does not show.
 *
 * A new route joins in two steps: its cases in `tests/support/api-cases/NAME.ts`, as a function of the API like the
 * others, and that function in this list. What it needs of a host comes with `OfflineApi`.
 */
const CASES = [
  hostCases,
  peopleCases,
  presenceCases,
  placesCases,
  orderCases,
  tokensCases,
  metricsCases,
  versionCases,
  exportCases,
  jobCases,
  recordingCases,
  backupCases,
]

let api: OfflineApi
beforeAll(async () => {
  api = await OfflineApi.open()
})
afterAll(() => api.close())

for (const cases of CASES) cases(() => api)

/** Not of the document: the document itself, its viewer, and figures in Prometheus' own form. */
const ELSEWHERE = [/^GET \/api\/openapi\.json$/, /^GET \/docs(\/|$)/, /^GET \/metrics$/]

describe('the document', () => {
  it('has no route that was not answered with success', async () => {
    const { paths, openapi } = await api.document()
    const all = Object.entries(paths).flatMap(([path, operations]) =>
      Object.keys(operations).map((method) => `${method.toUpperCase()} ${path.replace('/api/v1', '')}`),
    )
    expect(openapi).toMatch(/^3\.1/)
    expect([...api.answered].sort()).toEqual(all.sort())
  })

  it('shows every route there is', async () => {
    const { paths } = await api.document()
    const hidden = api.routes.filter((route) => {
      const [method = '', url = ''] = route.split(' ')
      const shown = paths[url.replace(/:(\w+)/g, '{$1}')]?.[method.toLowerCase()]
      return shown === undefined && !ELSEWHERE.some((known) => known.test(route))
    })
    expect(hidden).toEqual([])
    expect(api.routes.length).toBeGreaterThan(Object.keys(paths).length)
  })

  it('is shown by the host itself', async () => {
    const page = await api.app.inject('/docs/')
    expect(page.statusCode).toBe(200)
    expect(page.body).not.toMatch(/(?:src|href)="(?:https?:)?\/\//)
  })
})
