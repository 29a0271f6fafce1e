import type {
  AdminAnswer,
  AdminApi,
  AdminEvents,
  AdminFileGiven,
  AdminFileName,
  AdminGiven,
  AdminRouteName,
  Tagged,
} from '../../electron/contract/admin.ts'
import type { JobStarted } from '../../electron/contract/admin-items.ts'
import { PalabreError } from '../../electron/contract/errors.ts'

type Answers = { [N in AdminRouteName]?: (given: AdminGiven<N>) => AdminAnswer<N> | Promise<AdminAnswer<N>> }

/** The API of a host in memory: a test says what each route answers; others are not there. */
export class FakeAdmin implements AdminApi {
  readonly asked: [route: string, given: unknown][] = []
  answers: Answers = {}
  /** What stands for the state of whatever is asked about. */
  tag: string | null = null
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

  async adminTagged<N extends AdminRouteName>(
    route: N,
    given: AdminGiven<N>,
  ): Promise<Tagged<AdminAnswer<N>>> {
    return { value: await this.admin(route, given), tag: this.tag }
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

  /** What was brought, and what the host says against it. */
  brought = Buffer.alloc(0)
  refusal: PalabreError | undefined
  /** A piece is taken once this is there. */
  room: Promise<void> = Promise.resolve()

  upload(bytes: number): Promise<number> {
    this.asked.push(['upload', bytes])
    this.brought = Buffer.alloc(0)
    return Promise.resolve(1)
  }

  async uploadPiece(_id: number, piece: string): Promise<void> {
    await this.room
    if (this.refusal !== undefined) throw this.refusal
    this.brought = Buffer.concat([this.brought, Buffer.from(piece, 'base64')])
  }

  endUpload(id: number): Promise<JobStarted> {
    this.asked.push(['endUpload', id])
    return Promise.resolve({ jobId: 9 })
  }

  stopUpload(id: number): Promise<void> {
    this.asked.push(['stopUpload', id])
    return Promise.resolve()
  }
}

/** A service that hands what is asked of a host's API to one in memory. */
export class FakeAdministered implements AdminApi {
  readonly administration: FakeAdmin
  readonly admin: AdminApi['admin'] = (route, given) => this.administration.admin(route, given)
  readonly adminTagged: AdminApi['adminTagged'] = (route, given) =>
    this.administration.adminTagged(route, given)
  readonly download: AdminApi['download'] = (file, given) => this.administration.download(file, given)
  readonly stopDownload: AdminApi['stopDownload'] = (id) => this.administration.stopDownload(id)
  readonly upload: AdminApi['upload'] = (bytes) => this.administration.upload(bytes)
  readonly uploadPiece: AdminApi['uploadPiece'] = (id, piece) => this.administration.uploadPiece(id, piece)
  readonly endUpload: AdminApi['endUpload'] = (id) => this.administration.endUpload(id)
  readonly stopUpload: AdminApi['stopUpload'] = (id) => this.administration.stopUpload(id)

  constructor(tell: Pick<AdminEvents, 'onDownload'>) {
    this.administration = new FakeAdmin(tell)
  }
}
