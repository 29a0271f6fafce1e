import type { Right } from '../../contract/permissions.ts'
import type { SqliteDatabase } from '../database.ts'

/** A role as stored. The rights of the built-in ones are the program's and empty here. */
export interface RoleRow {
  readonly id: number
  readonly name: string
  /** Higher stands above lower. */
  readonly rank: number
  readonly rights: readonly Right[]
}

export interface RoleRepository {
  list(): RoleRow[]
  /** Adds a role; the name must be new. Answers its id. */
  add(role: Omit<RoleRow, 'id'>): number
  change(role: RoleRow): void
  remove(id: number): void
  /** Which users have roles of the host's own. */
  grants(): { userId: number; roleId: number }[]
  grant(userId: number, roleId: number): void
  withdraw(userId: number, roleId: number): void
}

export function roleRepository(database: SqliteDatabase): RoleRepository {
  const list = database.prepare<[], Omit<RoleRow, 'rights'> & { rights: string }>(
    'SELECT id, name, rank, rights FROM roles ORDER BY rank DESC, id',
  )
  const add = database.prepare<[string, number, string]>(
    'INSERT INTO roles (name, rank, rights) VALUES (?, ?, ?)',
  )
  const change = database.prepare<[string, number, string, number]>(
    'UPDATE roles SET name = ?, rank = ?, rights = ? WHERE id = ?',
  )
  const remove = database.prepare<[number]>('DELETE FROM roles WHERE id = ?')
  const grants = database.prepare<[], { userId: number; roleId: number }>(
    'SELECT user_id AS userId, role_id AS roleId FROM user_roles',
  )
  const grant = database.prepare<[number, number]>(
    'INSERT INTO user_roles (user_id, role_id) VALUES (?, ?) ON CONFLICT DO NOTHING',
  )
  const withdraw = database.prepare<[number, number]>(
    'DELETE FROM user_roles WHERE user_id = ? AND role_id = ?',
  )
  return {
    list: () => list.all().map((row) => ({ ...row, rights: JSON.parse(row.rights) as Right[] })),
    add: ({ name, rank, rights }) => Number(add.run(name, rank, JSON.stringify(rights)).lastInsertRowid),
    change: ({ id, name, rank, rights }) => void change.run(name, rank, JSON.stringify(rights), id),
    remove: (id) => void remove.run(id),
    grants: () => grants.all(),
    grant: (userId, roleId) => void grant.run(userId, roleId),
    withdraw: (userId, roleId) => void withdraw.run(userId, roleId),
  }
}
