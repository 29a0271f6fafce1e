import type { Migration } from './runner.ts'

/** How the voices of a channel reach its members (`ChannelDelivery` of the contract). */
export const channelDelivery: Migration = {
  version: 3,
  name: 'channel-delivery',
  sql: `
    ALTER TABLE channels ADD COLUMN delivery TEXT NOT NULL DEFAULT 'forward'
      CHECK (delivery IN ('forward', 'mix', 'auto'));
    -- 0: all
    ALTER TABLE channels ADD COLUMN top_n INTEGER NOT NULL DEFAULT 0 CHECK (top_n BETWEEN 0 AND 64);
  `,
}
