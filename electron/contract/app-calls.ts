import { Type } from 'typebox'
import { takes, type CallTable } from './call-table.ts'
import { HISTORY_POINTS, HISTORY_SERIES } from './diagnostics.ts'
import type { KeysServiceApi } from './keys-service.ts'
import type { AppApi } from './services.ts'
import { SettingsChange } from './settings-schema.ts'
import { KeyBindings } from './shortcut-schema.ts'

/** What a page saw of a call. Whether its series fit together, and have names of figures, is asked when it is used. */
const CallHistory = Type.Object(
  {
    at: Type.Array(Type.Number(), { maxItems: HISTORY_POINTS }),
    series: Type.Record(
      Type.String({ pattern: '^[a-zA-Z0-9.]{1,98}$' }),
      Type.Array(Type.Union([Type.Number(), Type.Null()]), { maxItems: HISTORY_POINTS }),
      { additionalProperties: false, maxProperties: HISTORY_SERIES },
    ),
  },
  { additionalProperties: false },
)

/** What the app's own service may be called with. */
export const APP_CALLS: CallTable<AppApi> = {
  info: takes(),
  settings: takes(),
  saveSettings: takes(SettingsChange),
  shortcutStatus: takes(),
  diagnostics: takes(CallHistory),
  takeInvite: takes(),
  showMini: takes(Type.Boolean()),
  showMain: takes(),
  deskLacks: takes(),
  updateStatus: takes(),
  lookForUpdate: takes(),
  fetchUpdate: takes(),
  installUpdate: takes(),
}

/** What the process that watches keys may be called with. */
export const KEYS_CALLS: CallTable<KeysServiceApi> = {
  bind: takes(KeyBindings),
}
