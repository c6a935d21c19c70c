import type { Page } from '@playwright/test'
import type { WorkbenchClient } from '#shared/rpc/client.ts'
import { unwrap } from '#shared/base/result.ts'
import type { ComputedChangeset } from '#shared/domain/changeset/computed-changeset.ts'
import type { FileDiff, Hunk } from '#shared/domain/changeset/file-diff.ts'
import { until } from '#test/support/until.ts'
import { paintedAfter } from '../review-driver.ts'
import { PaintedLines } from './painted-lines.ts'
import { readScreen, type Screen } from './screen.ts'

/** A line that a key accepted although it had never been on screen. */
export interface Unseen {
  readonly path: string
  readonly lines: number
}

/** What reading one revision to its end took. */
export interface ReadRevision {
  readonly decisions: number
  readonly keys: number
  /** Milliseconds from each key to what it led to being painted. */
  readonly waits: {
    readonly inFile: readonly number[]
    readonly intoNext: readonly number[]
    readonly page: readonly number[]
  }
  readonly painted: PaintedLines
  /** Changed lines of the hunks that each key decided, without generated files. */
  readonly sizes: readonly number[]
  readonly unseen: readonly Unseen[]
}

const patience = 20_000

/**
 * Reads a session in the page as a careful person does: pages through what is in focus until all of its lines were on
 * screen, accepts it, and goes on where the page leads. What is generated is accepted as far as it is on screen. Which hunks
 * a key decided is asked of the workbench after it.
 */
export class WinnowReader {
  readonly #page: Page
  readonly #client: WorkbenchClient
  readonly #session: string

  constructor(page: Page, client: WorkbenchClient, session: string) {
    this.#page = page
    this.#client = client
    this.#session = session
  }

  async undecided(): Promise<ReadonlySet<string>> {
    const { files } = unwrap(await this.#client.changeset.get({ session: this.#session }))
    return new Set(
      files.flatMap(({ hunks }) => hunks.flatMap(({ id, decision }) => (decision === null ? [id] : []))),
    )
  }

  /** Reads the revision on screen until nothing is undecided. */
  async read({ files }: ComputedChangeset, generated: ReadonlySet<string>): Promise<ReadRevision> {
    const places = new Map(
      files.flatMap((file) => file.hunks.map((hunk) => [hunk.id, { file, hunk }] as const)),
    )
    const painted = new PaintedLines()
    const waits = { inFile: [] as number[], intoNext: [] as number[], page: [] as number[] }
    const sizes: number[] = []
    const unseen: Unseen[] = []
    let [decisions, keys] = [0, 0]
    let open = await this.undecided()
    while (open.size > 0) {
      const screen = await this.#page.evaluate(readScreen)
      const focus = places.get(screen.hunk ?? '')
      if (screen.hunk === null || focus === undefined)
        throw new Error('a hunk of another revision is in focus')
      painted.add(focus.file, screen)
      const pages = generated.has(focus.file.path) ? [] : await this.#pageThrough(focus, screen, painted)
      keys += pages.length + 1
      waits.page.push(...pages)
      await this.#page.keyboard.press('a')
      let left = open
      await until(
        `a decision of ${screen.hunk}`,
        async () => {
          left = await this.undecided()
          return left.size < open.size
        },
        patience,
      )
      const decided = [...open].filter((id) => !left.has(id)).flatMap((id) => places.get(id) ?? [])
      decisions += 1
      const written = decided.filter(({ file }) => !generated.has(file.path))
      if (written.length > 0)
        sizes.push(written.reduce((sum, { hunk }) => sum + hunk.oldLines + hunk.newLines, 0))
      for (const { file, hunk } of decided) {
        const missing = painted.missingOf(file.path, hunk)
        if (missing > 0 && !generated.has(file.path) && hunk.kind === 'text')
          unseen.push({ path: file.path, lines: missing })
      }
      open = left
      if (open.size === 0) break
      const { hunk, taken } = await paintedAfter(this.#page, screen.hunk)
      const kind = places.get(hunk)?.file === focus.file ? 'inFile' : 'intoNext'
      waits[kind].push(taken)
    }
    return { decisions, keys, waits, painted, sizes, unseen }
  }

  /** Pages until all lines of a hunk were on screen, or a page shows nothing new of it; gives what each took. */
  async #pageThrough(
    { file, hunk }: { readonly file: FileDiff; readonly hunk: Hunk },
    first: Screen,
    painted: PaintedLines,
  ): Promise<readonly number[]> {
    const taken: number[] = []
    let screen = first
    while (hunk.kind === 'text' && painted.missingOf(file.path, hunk) > 0) {
      const before = painted.missingOf(file.path, hunk)
      await this.#page.keyboard.press('Space')
      taken.push(await this.#page.evaluate(frameAfterKey))
      screen = await this.#page.evaluate(readScreen)
      if (screen.hunk !== hunk.id) {
        // It took the rest for read; what was not seen of it counts.
        await this.#page.keyboard.press('k')
        taken.push((await paintedAfter(this.#page, screen.hunk ?? '')).taken)
        break
      }
      painted.add(file, screen)
      if (painted.missingOf(file.path, hunk) === before) break
    }
    return taken
  }
}

/** Milliseconds from the last key to the task after the second frame behind it. Runs in the page. */
function frameAfterKey(): Promise<number> {
  const { pressed } = window as unknown as { pressed: number }
  return new Promise((resolve) => {
    requestAnimationFrame(() =>
      requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - pressed), 0)),
    )
  })
}
