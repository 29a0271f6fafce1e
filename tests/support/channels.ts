import type { Channel } from '../../electron/contract/models.ts'
import { USUAL_AUDIO } from '../../electron/host/services/channel-tree.ts'

/** A channel as usual, at the top. */
export function plainChannel(id: number, name: string, order: number): Channel {
  return {
    ...{ id, name, order, parentId: null, description: '', memberLimit: 0 },
    ...{ locked: false, temporary: false, audio: USUAL_AUDIO },
  }
}
