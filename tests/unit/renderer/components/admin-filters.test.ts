import { describe, expect, it } from 'vitest'
import { listQuery } from '../../../../electron/host/http/api/lists.ts'
import type { ListName } from '../../../../electron/storage/lists/lists.ts'
import {
  AUDIT_FILTERS,
  BAN_FILTERS,
  INVITE_FILTERS,
  JOB_FILTERS,
  RECORDING_FILTERS,
  USER_FILTERS,
} from '../../../../renderer/components/admin/list-fields.ts'
import { queryNames, type FilterField } from '../../../../renderer/components/admin/table.ts'
import { createMessages, LANGUAGES } from '../../../../renderer/i18n/index.ts'

const same = (text: string): string => text
const OFFERED: Readonly<Partial<Record<ListName, readonly FilterField[]>>> = {
  users: USER_FILTERS(same),
  bans: BAN_FILTERS(same),
  invites: INVITE_FILTERS(same, []),
  audit: AUDIT_FILTERS(same, same),
  jobs: JOB_FILTERS(same, same),
  recordings: RECORDING_FILTERS(same),
}

describe.each(Object.entries(OFFERED))('the filters of %s', (name, fields) => {
  it('are such as the API has', () => {
    const known = Object.keys(listQuery(name as ListName).properties)
    expect(fields.flatMap(queryNames).filter((one) => !known.includes(one))).toEqual([])
    expect(fields.length).toBeGreaterThan(3)
  })

  it.each(Object.keys(LANGUAGES))('have words in %s', (language) => {
    const { global } = createMessages()
    global.locale.value = language as 'en'
    const words = fields.flatMap((field) => [
      field.text,
      ...(field.kind === 'choice' && name !== 'audit' && name !== 'jobs'
        ? field.options.map(({ text }) => text)
        : []),
    ])
    expect(words.filter((key) => !global.te(key))).toEqual([])
  })
})
