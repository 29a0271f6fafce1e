import type {
  AdminAnswer,
  AdminApi,
  AdminFileGiven,
  AdminFileName,
  AdminGiven,
  AdminRouteName,
  Tagged,
} from '../contract/admin.ts'
import type { JobStarted } from '../contract/admin-items.ts'
import type { AdminRelay } from '../session/admin/admin-relay.ts'

/** The part of a service that hands a page's administration of a host on to its relay. */
export abstract class AdminService implements AdminApi {
  protected abstract readonly relay: AdminRelay

  admin<N extends AdminRouteName>(route: N, given: AdminGiven<N>): Promise<AdminAnswer<N>> {
    return this.relay.admin(route, given)
  }

  adminTagged<N extends AdminRouteName>(route: N, given: AdminGiven<N>): Promise<Tagged<AdminAnswer<N>>> {
    return this.relay.adminTagged(route, given)
  }

  download<N extends AdminFileName>(file: N, given: AdminFileGiven<N>): Promise<number> {
    return this.relay.download(file, given)
  }

  stopDownload(id: number): Promise<void> {
    return this.relay.stopDownload(id)
  }

  upload(bytes: number): Promise<number> {
    return this.relay.upload(bytes)
  }

  uploadPiece(id: number, piece: string): Promise<void> {
    return this.relay.uploadPiece(id, piece)
  }

  endUpload(id: number): Promise<JobStarted> {
    return this.relay.endUpload(id)
  }

  stopUpload(id: number): Promise<void> {
    return this.relay.stopUpload(id)
  }
}
