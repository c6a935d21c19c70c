import { appendFile, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { err, ok, type Result } from '#shared/base/result.ts'
import { Serial } from '#shared/base/serial.ts'
import { figureSchema, type FiguresFailure } from '#shared/contract/figures.ts'
import type { Figure } from '#shared/domain/figures/figure.ts'
import { errorText } from './failures.ts'

/** Figures that are kept; the oldest go. */
const mostKept = 50_000

/**
 * The figures of the person's own reading, a line of JSON each, in a file of their own: no copy of the database has them, so
 * that they are gone when it is deleted. A write waits for nobody and is not synchronized: a power cut takes the last seconds.
 */
export class FiguresFile {
  readonly #file: string
  readonly #most: number
  readonly #work = new Serial()
  /** How many lines there are at most; null until they were counted. */
  #lines: number | null = null

  constructor(file: string, most = mostKept) {
    this.#file = file
    this.#most = most
  }

  /** Adds figures after those before them. Gives whether they were kept: a disk that refuses takes nothing else with it. */
  add(figures: readonly Figure[]): Promise<boolean> {
    return this.#work.run(async () => {
      try {
        this.#lines ??= linesOf(await this.#text()).length
        // The line before may have been cut off.
        const text = figures.map((figure) => `\n${JSON.stringify(figure)}`).join('')
        await appendFile(this.#file, text, { mode: 0o600 })
        this.#lines += figures.length
        if (this.#lines > this.#most + this.#most / 10) await this.#shorten()
        return true
      } catch {
        return false
      }
    })
  }

  /** All that are kept, in the order in which they came. Lines that can't be read are left out. */
  read(): Promise<Result<readonly Figure[], FiguresFailure>> {
    return this.#work.run(async () => {
      try {
        return ok(
          linesOf(await this.#text())
            .slice(-this.#most)
            .flatMap(readFigure),
        )
      } catch (error) {
        const message = `The figures of your reading can’t be read (${errorText(error)}). Nothing was changed, and nothing else depends on them. Check the permissions of ${this.#file}, or delete it.`
        return err({ kind: 'unreadable', message, paths: [this.#file] })
      }
    })
  }

  /** Deletes the file; gives how many figures were in it. */
  delete(): Promise<Result<number, FiguresFailure>> {
    return this.#work.run(async () => {
      try {
        const deleted = await this.#text().then(
          (text) => linesOf(text).length,
          () => 0,
        )
        await rm(this.#file, { force: true })
        await rm(this.#shorter, { force: true })
        this.#lines = 0
        return ok(deleted)
      } catch (error) {
        const message = `The figures of your reading could not be deleted (${errorText(error)}). They are all still there. Check the permissions of ${this.#file}, then delete them again.`
        return err({ kind: 'unwritable', message, paths: [this.#file] })
      }
    })
  }

  /** Settles when all that was asked for until now is written. */
  idle(): Promise<void> {
    return this.#work.idle()
  }

  get #shorter(): string {
    return `${this.#file}.shorter`
  }

  async #text(): Promise<string> {
    try {
      return await readFile(this.#file, 'utf8')
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return ''
      throw error
    }
  }

  async #shorten(): Promise<void> {
    const kept = linesOf(await this.#text()).slice(-this.#most)
    await writeFile(this.#shorter, kept.join('\n'), { mode: 0o600 })
    await rename(this.#shorter, this.#file)
    this.#lines = kept.length
  }
}

function linesOf(text: string): readonly string[] {
  return text.split('\n').filter((line) => line !== '')
}

function readFigure(line: string): readonly Figure[] {
  try {
    const read = figureSchema.safeParse(JSON.parse(line))
    return read.success ? [read.data] : []
  } catch {
    return []
  }
}
