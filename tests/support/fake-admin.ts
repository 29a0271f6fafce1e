import type {
  AdminAnswer,
  AdminApi,
  AdminEvents,
  AdminFileGiven,
  AdminFileName,
  AdminGiven,
  AdminRouteName,
} from '../../electron/contract/admin.ts'
import { PalabreError } from '../../electron/contract/errors.ts'

type Answers = { [N in AdminRouteName]?: (given: AdminGiven<N>) => AdminAnswer<N> | Promise<AdminAnswer<N>> }

/** The API of a host in memory: a test says what each route answers; others are not there. */
export class FakeAdmin implements AdminApi {
  readonly asked: [route: string, given: unknown][] = []
  answers: Answers = {}
  readonly #tell: Pick<AdminEvents, 'onDownload'>
  #next = 1

  constructor(tell: Pick<AdminEvents, 'onDownload'>) {
    this.#tell = tell
  }

  async admin<N extends AdminRouteName>(route: N, given: AdminGiven<N>): Promise<AdminAnswer<N>> {
    this.asked.push([route, given])
    const answer: Answers[N] = this.answers[route]
    if (answer === undefined) throw new PalabreError('protocol-version', { detail: route })
    return answer(given)
  }

  /** Is there at once. */
  download<N extends AdminFileName>(file: N, given: AdminFileGiven<N>): Promise<number> {
    this.asked.push([`file ${file}`, given])
    const id = this.#next
    this.#next += 1
    const path = `/downloads/${file}`
    this.#tell.onDownload({ id, state: 'done', name: file, receivedBytes: 10, totalBytes: 10, path })
    return Promise.resolve(id)
  }

  stopDownload(id: number): Promise<void> {
    this.asked.push(['stop', id])
    return Promise.resolve()
  }
}
