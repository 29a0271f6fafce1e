import { Type, type Static } from 'typebox'
import { toBase64Url } from '../../../base/crypto.ts'
import { BanWish, LifetimeS, NewInvite } from '../../../contract/admin-bodies.ts'
import { AuditItem, BanItem, ById, InviteItem, TokenItem } from '../../../contract/admin-items.ts'
import { PalabreError } from '../../../contract/errors.ts'
import { Name, RowId } from '../../../contract/models.ts'
import { Scope } from '../../../contract/scopes.ts'
import { addressOfBytes, formatRange, parseRange } from '../../../base/address-range.ts'
import { termsFor } from '../../services/invite-rule.ts'
import type { ApiContext, Router } from '../api/api.ts'
import { registerList } from '../api/list-routes.ts'

const strict = { additionalProperties: false } as const

/** Bans, invites, tokens, and the log of acts. */
export function registerOrder(route: Router, context: ApiContext): void {
  registerBans(route, context)
  registerInvites(route, context)
  registerTokens(route, context)
  registerList(route, context.store.lists, {
    ...{ name: 'audit', url: '/audit', summary: 'What was done by whom', tag: 'audit', scope: 'read' },
    rights: ['readAudit'],
    item: AuditItem,
    shape: (row) => {
      return { ...row, detail: JSON.parse(String(row['detail'])) as object } as Static<typeof AuditItem>
    },
  })
}

function registerBans(route: Router, { store, community }: ApiContext): void {
  const { moderation } = community
  registerList(route, store.lists, {
    ...{ name: 'bans', url: '/bans', summary: 'Who is kept out', tag: 'bans', scope: 'read' },
    ...{ item: BanItem, shape: shapeBan, rights: ['ban'] },
  })
  route({
    ...{ method: 'POST', url: '/bans', summary: 'Keep a user, or a range of addresses, out', tag: 'bans' },
    ...{ scope: 'moderate', status: 201 },
    rights: ['ban'],
    body: BanWish,
    answer: Type.Object({ ids: Type.Array(RowId) }, strict),
    handle: ({ body: { userId, range, reason, durationS }, actor }) => {
      // Nothing is done by halves: who writes a range that is none bans nobody.
      if (range !== undefined && parseRange(range) === undefined) {
        throw new PalabreError('range-invalid', { detail: range })
      }
      const terms = { reason, durationS }
      const ofUser = userId === undefined ? [] : moderation.banUser(actor, userId, terms)
      const ofRange = range === undefined ? [] : [moderation.banRange(actor, range, terms)]
      return { ids: [...ofUser, ...ofRange].map(({ id }) => id) }
    },
  })
  route({
    ...{ method: 'DELETE', url: '/bans/:id', summary: 'Lift a ban', tag: 'bans', scope: 'moderate' },
    rights: ['ban'],
    params: ById,
    handle: ({ params, actor }) => {
      moderation.lift(actor, params.id)
      return undefined
    },
  })
}

function registerInvites(route: Router, { store, community, invites, createInvite }: ApiContext): void {
  registerList(route, store.lists, {
    ...{ name: 'invites', url: '/invites', summary: 'The invites', tag: 'invites', scope: 'read' },
    rights: ['manageUsers'],
    item: InviteItem,
    shape: (row) => row as Static<typeof InviteItem>,
  })
  route({
    ...{
      method: 'POST',
      url: '/invites',
      summary: 'Make an invite',
      tag: 'invites',
      scope: 'manage',
      status: 201,
    },
    rights: ['invite'],
    body: NewInvite,
    answer: Type.Object({ invite: Type.String() }, strict),
    handle: ({ body, actor }) => {
      const invite = createInvite(termsFor(actor, body, community.permissions))
      community.audit.note(actor, 'invite.create', { kind: 'invite', id: null, name: '' }, body)
      return { invite }
    },
  })
  route({
    ...{
      method: 'DELETE',
      url: '/invites/:id',
      summary: 'Withdraw an invite',
      tag: 'invites',
      scope: 'manage',
    },
    rights: ['manageUsers'],
    params: ById,
    handle: ({ params, actor }) => {
      invites.revokeById(params.id)
      community.audit.note(actor, 'invite.revoke', { kind: 'invite', id: params.id, name: '' })
      return undefined
    },
  })
}

function registerTokens(route: Router, context: ApiContext): void {
  const { tokens, community, createClaim, renewOwnerToken } = context
  route({
    ...{
      method: 'POST',
      url: '/owner-token',
      summary: 'Put another token of the owner in the place of the present one',
    },
    ...{ tag: 'tokens', scope: 'host' },
    answer: Type.Object({ token: Type.String() }, strict),
    handle: ({ actor }) => {
      community.audit.note(actor, 'owner-token.renew', { kind: 'host', id: null, name: '' })
      return { token: renewOwnerToken() }
    },
  })
  route({
    ...{ method: 'POST', url: '/claim', summary: 'The link that makes who opens it first an owner' },
    ...{ tag: 'tokens', scope: 'host' },
    answer: Type.Object({ claim: Type.String() }, strict),
    handle: ({ actor }) => {
      community.audit.note(actor, 'claim.show', { kind: 'host', id: null, name: '' })
      return { claim: createClaim() }
    },
  })
  route({
    ...{ method: 'GET', url: '/tokens', summary: 'The tokens of programs', tag: 'tokens', scope: 'host' },
    answer: Type.Object({ items: Type.Array(TokenItem) }, strict),
    handle: () => ({ items: tokens.list() }),
  })
  route({
    ...{ method: 'POST', url: '/tokens', summary: 'Make a token; it is shown this once', tag: 'tokens' },
    ...{ scope: 'host', status: 201 },
    body: Type.Object(
      { name: Name, scopes: Type.Array(Scope, { minItems: 1 }), lifetimeS: Type.Optional(LifetimeS) },
      strict,
    ),
    answer: Type.Object({ id: RowId, token: Type.String() }, strict),
    handle: ({ body, actor }) => tokens.create(actor, body),
  })
  route({
    ...{ method: 'DELETE', url: '/tokens/:id', summary: 'Revoke a token', tag: 'tokens', scope: 'host' },
    params: ById,
    handle: ({ params, actor }) => {
      tokens.revoke(actor, params.id)
      return undefined
    },
  })
}

function shapeBan(row: Readonly<Record<string, unknown>>): Static<typeof BanItem> {
  const { publicKey, address, prefix, ...plain } = row
  const hasRange = address instanceof Uint8Array && typeof prefix === 'number'
  const shown = plain as Omit<Static<typeof BanItem>, 'publicKey' | 'range'>
  return {
    ...shown,
    publicKey: publicKey instanceof Uint8Array ? toBase64Url(publicKey) : null,
    range: hasRange ? formatRange({ address: addressOfBytes(address), prefix }) : null,
  }
}
