import { Type, type TSchema } from 'typebox'
import { ADMIN_FILES, ADMIN_ROUTES, type AdminApi, type AdminRoute } from './admin.ts'
import { takes, type CallSchema, type CallTable } from './call-table.ts'
import { LIMITS } from './limits.ts'

/** What the API of a host may be asked through a service: a route, and exactly what that one needs. */

const strict = { additionalProperties: false } as const

type Routes = Readonly<Record<string, Omit<AdminRoute, 'method'>>>

/** Number of a download or an upload. */
const Transfer = Type.Integer({ minimum: 1 })
/** A piece of a file in base64, at its longest. */
const Piece = Type.String({
  maxLength: Math.ceil(LIMITS.uploadPieceBytes / 3) * 4,
  pattern: '^[A-Za-z0-9+/]*={0,2}$',
})
/** One entity tag in its quotes. */
const Tag = Type.String({ pattern: '^"[!#-~]{1,128}"$' })

/** The name of a route, and its numbers, query and body, with what else goes with each. */
function takesRoute(
  routes: Routes,
  more: Readonly<Record<string, TSchema>> = {},
): Pick<CallSchema<never>, 'given' | 'refusal'> {
  const all = Object.entries(routes).map(([name, route]) =>
    Type.Tuple([Type.Literal(name), partsOf(route, more)]),
  )
  return { given: Type.Union(all), refusal: 'request-invalid' }
}

function partsOf(
  { params, query, body }: Omit<AdminRoute, 'method'>,
  more: Readonly<Record<string, TSchema>>,
): TSchema {
  const parts = {
    ...more,
    ...(params === undefined ? {} : { params }),
    ...(query === undefined ? {} : { query }),
    ...(body === undefined ? {} : { body }),
  }
  return Type.Object(parts, strict)
}

const TAGGED = { match: Type.Optional(Tag) }

export const ADMIN_CALLS: CallTable<AdminApi> = {
  admin: takesRoute(ADMIN_ROUTES, TAGGED),
  adminTagged: takesRoute(ADMIN_ROUTES, TAGGED),
  download: takesRoute(ADMIN_FILES),
  stopDownload: takes(Transfer),
  // Nothing at all is refused by the relay, with a word that says so.
  upload: takes(Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER })),
  uploadPiece: takes(Transfer, Piece),
  endUpload: takes(Transfer),
  stopUpload: takes(Transfer),
}
