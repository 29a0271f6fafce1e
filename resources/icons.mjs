import { Buffer } from 'node:buffer'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { chromium } from '@playwright/test'

/**
 * Draws every icon of the app from its mark: `node resources/icons.mjs`. The results are kept in `resources/icons`, so
 * that a build needs no browser.
 */
const HERE = import.meta.dirname
const PLACE = join(HERE, 'icons')
const MARK = readFileSync(join(HERE, '../renderer/public/favicon.svg'), 'utf8')

/** Sizes of a Linux desktop, of a Windows `.ico`, and the types that a macOS `.icns` has for each size. */
const LINUX = [16, 24, 32, 48, 64, 128, 256, 512]
const WINDOWS = [16, 24, 32, 48, 64, 128, 256]
const MACOS = { ic07: 128, ic08: 256, ic09: 512, ic10: 1024, ic11: 32, ic12: 64, ic13: 256, ic14: 512 }

/** macOS colours a template itself: it is black, and the bars are holes in it. */
const TEMPLATE = MARK.replace('#12735f', '#000').replace(
  /<g fill="#fff">([\s\S]*)<\/g>/,
  '<mask id="m"><rect width="32" height="32" fill="#fff"/><g fill="#000">$1</g></mask>',
)
const MASKED = TEMPLATE.replace('<path fill="#000"', '<path mask="url(#m)" fill="#000"')

const browser = await chromium.launch({
  executablePath: process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu'],
})
const page = await browser.newPage()

/** A drawing as PNG, `size` pixels wide; `edge` of them stay free all around. */
async function draw(svg, size, edge = 0) {
  await page.setViewportSize({ width: size, height: size })
  const box = `position:fixed;inset:${String(edge)}px;width:${String(size - 2 * edge)}px`
  await page.setContent(`<style>svg{${box};height:auto}</style>${svg}`)
  return await page.screenshot({ omitBackground: true })
}

/** An `.ico`: a directory of PNG pictures. */
function icoOf(pictures) {
  const head = Buffer.alloc(6 + 16 * pictures.length)
  head.writeUInt16LE(1, 2)
  head.writeUInt16LE(pictures.length, 4)
  let offset = head.length
  for (const [at, { size, png }] of pictures.entries()) {
    const entry = 6 + 16 * at
    head.writeUInt8(size % 256, entry)
    head.writeUInt8(size % 256, entry + 1)
    head.writeUInt16LE(1, entry + 4)
    head.writeUInt16LE(32, entry + 6)
    head.writeUInt32LE(png.length, entry + 8)
    head.writeUInt32LE(offset, entry + 12)
    offset += png.length
  }
  return Buffer.concat([head, ...pictures.map(({ png }) => png)])
}

/** An `.icns`: PNG pictures, each behind its type and its length. */
function icnsOf(pictures) {
  const parts = pictures.map(({ type, png }) => Buffer.concat([headOf(type, png.length + 8), png]))
  const body = Buffer.concat(parts)
  return Buffer.concat([headOf('icns', body.length + 8), body])
}

function headOf(type, length) {
  const head = Buffer.alloc(8)
  head.write(type, 'ascii')
  head.writeUInt32BE(length, 4)
  return head
}

mkdirSync(join(PLACE, 'linux'), { recursive: true })
for (const size of LINUX) {
  const name = `${String(size)}x${String(size)}.png`
  writeFileSync(join(PLACE, 'linux', name), await draw(MARK, size))
}
const windows = []
for (const size of WINDOWS) windows.push({ size, png: await draw(MARK, size) })
writeFileSync(join(PLACE, 'icon.ico'), icoOf(windows))
const macos = []
for (const [type, size] of Object.entries(MACOS)) {
  // The system's icons leave a tenth free on each side.
  macos.push({ type, png: await draw(MARK, size, Math.round(size / 10)) })
}
writeFileSync(join(PLACE, 'icon.icns'), icnsOf(macos))
for (const [suffix, size] of [
  ['', 22],
  ['@2x', 44],
]) {
  writeFileSync(join(PLACE, `tray${suffix}.png`), await draw(MARK, size, 1))
  writeFileSync(join(PLACE, `trayTemplate${suffix}.png`), await draw(MASKED, size, 2))
}
await browser.close()
