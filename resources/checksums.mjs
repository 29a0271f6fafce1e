import { createHash } from 'node:crypto'
import { createReadStream, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { pipeline } from 'node:stream/promises'

/** `node resources/checksums.mjs FOLDER` writes SHA256SUMS-SYSTEM.txt of the packages in it, as `sha256sum -c` reads it. */
const folder = process.argv[2] ?? 'dist'
const lines = []
for (const name of readdirSync(folder).sort()) {
  if (!/\.(?:deb|AppImage|tar\.gz|exe|zip|dmg)$/.test(name)) continue
  const hash = createHash('sha256')
  await pipeline(createReadStream(join(folder, name)), hash)
  lines.push(`${hash.digest('hex')}  ${name}\n`)
}
if (lines.length === 0) throw new Error(`There are no packages in ${folder}.`)
writeFileSync(join(folder, `SHA256SUMS-${process.platform}.txt`), lines.join(''))
