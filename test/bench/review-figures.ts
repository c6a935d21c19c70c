import { execFileSync } from 'node:child_process'
import type { Page } from '@playwright/test'
import { painted } from '#test/support/workbench-driver.ts'
import type { Corpus } from './corpus.ts'
import { type Figure, figure } from './figures.ts'
import { type HugeCorpus, hugeFiles } from './huge-corpus.ts'
import { chooseFile, keyLatencies, type ListedReview, paintedAfter, ReviewDriver } from './review-driver.ts'

const steps = 240
/** Of the 40 hunks of a file beside a huge one, those that are moved over and those that are then decided. */
const stepsBeside = 18

const inFile = { of: 'p95', atMost: 50 } as const
const intoNext = { of: 'p95', atMost: 100 } as const

/**
 * Figures of reviewing in the page, taken inside it: from the key event's own time to the task after the frame was
 * painted. Cold is the load of a page from a host that was just started; warm is a session that a key chooses while
 * the page shows another one.
 */
export async function reviewFigures(
  large: Corpus,
  huge: HugeCorpus,
  folder: string,
  runs: number,
  browserPath: string | null,
): Promise<readonly Figure[]> {
  const driver = new ReviewDriver(folder, browserPath)
  try {
    const review = driver.review(large)
    const first = review.files[0]?.hunks[0]?.id ?? ''
    const page = await driver.open(large.path)
    await page.getByText('Something waits for you.').waitFor()
    await page.keyboard.press('Tab')
    await painted(page, first)
    const cold: number[] = []
    for (let run = 0; run < runs; run += 1) {
      await driver.restart(page, large.path)
      await painted(page, first)
      cold.push(
        await page.evaluate(() => performance.getEntriesByName('winnow:painted')[0]?.startTime ?? Number.NaN),
      )
    }
    const moves = await keyLatencies(page, 'j', steps, review, first)
    const decisions = await keyLatencies(page, 'a', steps, review, moves.last)

    const hugeReview = driver.review(huge)
    const beside = await driver.open(huge.path)
    await beside.getByText('Something waits for you.').waitFor()
    // The queue has both sessions; the key goes from one to the other.
    await beside.keyboard.press('Tab')
    let here = (await paintedAfter(beside, '')).hunk
    // Which file comes after which is a matter of paths here.
    while (!hugeReview.fileOf.has(here)) {
      await beside.keyboard.press('Tab')
      here = (await paintedAfter(beside, here)).hunk
    }
    await beside.keyboard.press('Shift+G')
    await beside.getByRole('menuitem', { name: 'By path' }).click()
    const warm: number[] = []
    while (warm.length < runs || !hugeReview.fileOf.has(here)) {
      await beside.keyboard.press('Tab')
      const { hunk, taken } = await paintedAfter(beside, here)
      if (review.fileOf.has(hunk)) warm.push(taken)
      here = hunk
    }
    const session = `session of ${large.changedFiles} files`
    return [
      figure(`${session}, load from a new host to first hunk painted`, 'ms', cold, {
        of: 'median',
        atMost: 900,
      }),
      figure(`${session}, chosen by key in a loaded page to first hunk painted`, 'ms', warm, {
        of: 'median',
        atMost: 300,
      }),
      figure('next hunk, key to painted, in a file', 'ms', moves.inFile, inFile),
      figure('next hunk, key to painted, into the next file', 'ms', moves.intoNext, intoNext),
      figure('decision, key to next hunk painted, in a file', 'ms', decisions.inFile, inFile),
      figure('decision, key to next hunk painted, into the next file', 'ms', decisions.intoNext, intoNext),
      ...(await openFigures(beside, huge, hugeReview, runs)),
      ...(await besideFigures(beside, hugeReview)),
    ]
  } finally {
    await driver.dispose()
  }
}

/** Opening files that are too large to be read; what is then drawn must be exactly git's hunks. */
async function openFigures(
  page: Page,
  huge: HugeCorpus,
  review: ListedReview,
  runs: number,
): Promise<readonly Figure[]> {
  const figures: Figure[] = []
  for (const [name, what, atMost] of [
    [hugeFiles.declarations, 'file of 39,000 lines with 3,900 hunks', 500],
    [hugeFiles.bundle, 'file of 200,000 lines with 2,000 hunks', 1000],
    [hugeFiles.lock, 'file with 200,000 changed lines', 1000],
    [hugeFiles.line, 'file of one line of 5 MB', null],
  ] as const) {
    const taken: number[] = []
    for (let run = 0; run < runs; run += 1) {
      await chooseFile(page, hugeFiles.last)
      taken.push((await chooseFile(page, name)).taken)
      await holdAgainstGit(page, huge, name)
    }
    const goal = atMost === null ? null : ({ of: 'median', atMost } as const)
    figures.push(figure(`${what}, opened to first hunk painted`, 'ms', taken, goal))
  }
  await chooseFile(page, review.files[0]?.path ?? '')
  return figures
}

/** The same keys as in the large session, in the files before a huge one, and from there into it. */
async function besideFigures(page: Page, review: ListedReview): Promise<readonly Figure[]> {
  const moves: number[] = []
  const decisions: number[] = []
  const figures: Figure[] = []
  for (const [before, next, what] of [
    [hugeFiles.between, hugeFiles.bundle, '200,000 lines'],
    [hugeFiles.beforeLock, hugeFiles.lock, '200,000 changed lines'],
    [hugeFiles.beforeLine, hugeFiles.line, 'one line of 5 MB'],
  ] as const) {
    await chooseFile(page, hugeFiles.last)
    const { hunk } = await chooseFile(page, before)
    const moved = await keyLatencies(page, 'j', stepsBeside, review, hunk)
    const decided = await keyLatencies(page, 'a', stepsBeside, review, moved.last)
    moves.push(...moved.inFile)
    decisions.push(...decided.inFile)
    await page.keyboard.press('l')
    const into = await paintedAfter(page, decided.last)
    if (review.fileOf.get(into.hunk) !== next) throw new Error(`${next} does not come after ${before}`)
    figures.push(
      figure(`next file, key to painted, where it has ${what}`, 'ms', [into.taken], {
        of: 'median',
        atMost: 1000,
      }),
    )
  }
  return [
    figure('next hunk, key to painted, beside a huge file', 'ms', moves, inFile),
    figure('decision, key to next hunk painted, beside a huge file', 'ms', decisions, inFile),
    ...figures,
  ]
}

/** Throws unless the editor draws exactly the line changes that git tells of. */
async function holdAgainstGit(page: Page, huge: HugeCorpus, name: string): Promise<void> {
  const drawn = await page.evaluate(() => {
    interface Drawn {
      readonly originalStartLineNumber: number
      readonly originalEndLineNumber: number
      readonly modifiedStartLineNumber: number
      readonly modifiedEndLineNumber: number
    }
    const { monaco } = window as unknown as {
      monaco: { editor: { getDiffEditors(): readonly { getLineChanges(): readonly Drawn[] | null }[] } }
    }
    const side = (start: number, end: number): string => `${start},${end === 0 ? 0 : end - start + 1}`
    return (monaco.editor.getDiffEditors().at(-1)?.getLineChanges() ?? []).map(
      (one) =>
        `-${side(one.originalStartLineNumber, one.originalEndLineNumber)} +${side(one.modifiedStartLineNumber, one.modifiedEndLineNumber)}`,
    )
  })
  const told = execFileSync(
    'git',
    ['diff', '-U0', '--histogram', '--text', `${huge.base}..${huge.head}`, '--', name],
    { cwd: huge.path, encoding: 'utf8', maxBuffer: 1 << 30 },
  )
  const hunks = [...told.matchAll(/^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/gm)].map(
    ([, oldStart, oldLines = '1', newStart, newLines = '1']) =>
      `-${oldStart},${oldLines} +${newStart},${newLines}`,
  )
  if (drawn.join('\n') !== hunks.join('\n'))
    throw new Error(`${name} is drawn with ${drawn.length} changes; git tells of ${hunks.length}`)
}
