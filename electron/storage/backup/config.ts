/** Tunables of backups and of the files they are. */
export const BACKUP_CONFIG = {
  /** Bytes of a backup's table of contents at most; ours have some hundred. */
  manifestBytes: 64 * 1024,
  /** Bytes a database may have in a backup that is brought back: far above a host's, below what fills a disk. */
  databaseBytes: 8 * 1024 ** 3,
  /** Bytes of a file that is brought over the API: packed, the largest hosts come to a tenth of it. */
  uploadBytes: 2 * 1024 ** 3,
  /** How long such a file may be on its way, ms: 2 GiB at 10 Mbit/s. */
  uploadMs: 30 * 60_000,
  /** A backup is made this often where something changed, hours: so much talk is the most that is lost. Settings go before. */
  everyHours: 3,
  /** Kept: so many of the newest, a day of them at the usual rate ... */
  keepLast: 8,
  /** ... the newest of each of the last days (UTC) with one, for what is noticed a few days late ... */
  keepDays: 7,
  /** ... and of each of the last weeks (7 days from 1970 on) with one, for what is noticed late. */
  keepWeeks: 4,
  /** Databases set aside because another took their place, or because they were damaged: the newest of them. */
  keepAside: 3,
} as const
