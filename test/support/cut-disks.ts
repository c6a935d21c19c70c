import { execFileSync } from 'node:child_process'
import { closeSync, fsyncSync, mkdirSync, openSync, truncateSync, writeSync } from 'node:fs'
import path from 'node:path'

/** Why a test on such disks is skipped where they can't be made. */
export const noLoopMounts = 'loop mounts are not allowed here; only root may mount'

const run = (program: string, ...args: string[]): void => {
  execFileSync(program, args, { stdio: 'ignore' })
}

/** Disks of 96 MB in files, with ext4 as it comes, whose power can be cut: what is in the file then is what is left. */
export class CutDisks {
  readonly #folder: string
  readonly #names: readonly string[]
  readonly #mounted: string[] = []

  private constructor(folder: string, names: readonly string[]) {
    this.#folder = folder
    this.#names = names
  }

  /** Makes and mounts them below `folder`; null where loop mounts are not allowed: only root may. */
  static make(folder: string, ...names: readonly string[]): CutDisks | null {
    if (process.platform !== 'linux' || process.getuid?.() !== 0) return null
    const disks = new CutDisks(folder, names)
    try {
      for (const name of names) {
        const image = disks.#image(name)
        closeSync(openSync(image, 'w'))
        truncateSync(image, 96 << 20)
        run('mkfs.ext4', '-q', image)
        mkdirSync(disks.place(name))
        disks.#mount(image, disks.place(name))
      }
      return disks
    } catch {
      disks.unmount()
      return null
    }
  }

  /** Where the disk of this name is mounted. */
  place(name: string): string {
    return path.join(this.#folder, name)
  }

  /** Keeps what a power cut at this moment would leave of every disk. */
  cut(label: string): void {
    for (const name of this.#names) run('cp', '--sparse=always', this.#image(name), this.#image(name, label))
  }

  /**
   * Has every disk write down the names of what was written so far, as any program does that waits for a file of its own:
   * the file system's journal goes to the disk, and contents that it has not placed yet do not.
   */
  writeNames(): void {
    for (const name of this.#names) {
      const file = openSync(path.join(this.place(name), 'waited-for'), 'w')
      writeSync(file, `${Date.now()}\n`)
      fsyncSync(file)
      closeSync(file)
    }
  }

  /** Mounts what a cut left of a disk beside it, and gives the place. */
  beside(label: string, name: string): string {
    const place = this.place(`${name}-${label}`)
    mkdirSync(place)
    this.#mount(this.#image(name, label), place)
    return place
  }

  /** The power is back: what a cut left is mounted where the disks were. Nothing may use them any more. */
  back(label: string): void {
    this.unmount()
    for (const name of this.#names) this.#mount(this.#image(name, label), this.place(name))
  }

  unmount(): void {
    for (let place = this.#mounted.pop(); place !== undefined; place = this.#mounted.pop())
      run('umount', '-l', place)
  }

  #image(name: string, label?: string): string {
    return path.join(this.#folder, label === undefined ? `${name}.img` : `${name}-${label}.img`)
  }

  #mount(image: string, place: string): void {
    run('mount', '-o', 'loop', image, place)
    this.#mounted.push(place)
  }
}
