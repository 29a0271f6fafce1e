import { execFileSync } from 'node:child_process'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { temporaryFolder } from './temporary-folder.ts'

const MIB = 1024 ** 2

/** A folder on a disk of its own, which can be filled, and be made for reading only. Needs the part `mounts`. */
export class SmallDisk {
  readonly folder: string
  readonly #remove: () => Promise<void>
  #isCovered = false

  private constructor(folder: string, remove: () => Promise<void>) {
    this.folder = folder
    this.#remove = remove
  }

  static async mount(mebibytes: number): Promise<SmallDisk> {
    const { folder, remove } = await temporaryFolder()
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${String(mebibytes)}m,mode=700`, 'tmpfs', folder])
    return new SmallDisk(folder, remove)
  }

  /** Writes until there is no room. */
  fill(): void {
    for (const size of [MIB, MIB / 16, 4096])
      for (let count = 0; this.#write(`${String(size)}-${String(count)}`, size); count += 1);
  }

  makeRoom(): void {
    rmSync(join(this.folder, 'ballast'), { recursive: true })
  }

  /** From now on nothing can be made here; what is open stays as it is. */
  makeReadOnly(): void {
    execFileSync('mount', ['--bind', this.folder, this.folder])
    execFileSync('mount', ['-o', 'remount,ro,bind', this.folder])
    this.#isCovered = true
  }

  makeWritable(): void {
    if (this.#isCovered) execFileSync('umount', ['-l', this.folder])
    this.#isCovered = false
  }

  async unmount(): Promise<void> {
    this.makeWritable()
    execFileSync('umount', ['-l', this.folder])
    await this.#remove()
  }

  /** Whether there was room. */
  #write(name: string, bytes: number): boolean {
    try {
      mkdirSync(join(this.folder, 'ballast'), { recursive: true })
      writeFileSync(join(this.folder, 'ballast', name), Buffer.alloc(bytes))
      return true
    } catch {
      return false
    }
  }
}
