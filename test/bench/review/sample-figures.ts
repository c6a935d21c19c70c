import path from 'node:path'
import { servePage } from '#test/support/built-page.ts'
import type { LocatedChange } from './agent-changes.ts'
import { changeText } from './alternatives/change-text.ts'
import { type AlternativeReading, readAlternative } from './alternatives/read-alternative.ts'
import { countBetween } from './counted-change.ts'
import type { GeneratedFiles } from './generated.ts'
import { launchBrowser, readChange, type ReadChange } from './read-sample.ts'
import { replay, type Replayed, type ReplayWay } from './replay.ts'
import type { Repositories } from './repositories.ts'
import type { CountedUnit, UnitsOf } from './ways.ts'

/** One change of the sample, read in every way. */
export interface SampledChange {
  readonly change: LocatedChange
  /** Its last revision, held against its base. */
  readonly once: ReadChange
  readonly alternatives: Readonly<Record<'pierre' | 'monaco', AlternativeReading>>
  readonly modelled: Readonly<Record<'git' | 'file', readonly CountedUnit[]>>
  /** All its revisions, where the target was never merged in. */
  readonly revisions: {
    readonly read: ReadChange
    readonly modelled: Readonly<Record<ReplayWay, Replayed>>
  } | null
}

/** Milliseconds that a sample may take; changes that are not read by then are left out, and said. */
const limit = 540_000

/** Reads a sample of changes in the page and with the alternatives, in turn. */
export async function readSample(
  folder: string,
  browserPath: string,
  repositories: Repositories,
  judge: GeneratedFiles,
  unitsOf: UnitsOf,
  changes: readonly LocatedChange[],
): Promise<readonly SampledChange[]> {
  const browser = await launchBrowser(browserPath)
  const served = {
    pierre: await servePage('test/bench/review/alternatives/pierre-page.ts'),
    monaco: await servePage('test/bench/review/alternatives/monaco-page.ts'),
  }
  const startedAt = performance.now()
  const sampled: SampledChange[] = []
  try {
    for (const [index, change] of changes.entries()) {
      if (performance.now() - startedAt > limit) {
        process.stderr.write(
          `The time is up: ${changes.length - index} changes of the sample are left out.\n`,
        )
        break
      }
      process.stderr.write(`Reading ${change.repository} #${change.number}.\n`)
      const own = path.join(folder, String(index))
      const last = change.commits.slice(-1)
      const counted = await countBetween(
        repositories,
        judge,
        unitsOf,
        change,
        change.base,
        last[0] ?? change.base,
      )
      const objects = await repositories.objectsOf(change.gitFolder)
      const text = await changeText(counted.changeset, objects, counted.generated)
      const read = (commits: readonly string[], name: string): Promise<ReadChange> =>
        readChange(path.join(own, name), browser, repositories, judge, change, commits)
      sampled.push({
        change,
        once: await read(last, 'once'),
        alternatives: {
          pierre: await readAlternative(browser, served.pierre.link, text),
          monaco: await readAlternative(browser, served.monaco.link, text),
        },
        modelled: counted.units,
        revisions:
          change.merges === 0 && change.commits.length > 1
            ? {
                read: await read(change.commits, 'revisions'),
                modelled: await replay(repositories, judge, unitsOf, change),
              }
            : null,
      })
    }
    return sampled
  } finally {
    await browser.close()
    for (const page of Object.values(served)) page.close()
  }
}
