import { execFileSync } from 'node:child_process'
import path from 'node:path'
import type { Page } from '@playwright/test'
import { testGitEnvironment } from '#test/support/repository.ts'
import { root } from '#test/support/workbench-driver.ts'
import { type Figure, figure } from './figures.ts'
import { paintedAfter, ReviewDriver } from './review-driver.ts'

/** Files that the range changes at least, and hunks of it that are looked at, evenly out of all. */
const fewestFiles = 200
const looked = 240

/** Windows with the share of hunks, in percent, that should be wholly visible when they are in focus. */
const windows = [
  { width: 1280, height: 800, atLeast: 85 },
  { width: 1440, height: 900, atLeast: 92 },
] as const

/**
 * Of a range of this project's own history: how many hunks of lines are wholly visible when they come into focus, without
 * any other key. A hunk is not where it is higher than its room, a line of it is cut off, or something lies over its text.
 */
export async function sightFigures(folder: string, browserPath: string): Promise<readonly Figure[]> {
  const range = cloneRange(path.join(folder, 'repository'))
  if (range === null) return []
  const driver = new ReviewDriver(path.join(folder, 'work'), browserPath)
  try {
    const review = driver.review(range)
    const hunks = review.files.flatMap((file) => file.hunks)
    const figures: Figure[] = []
    for (const { width, height, atLeast } of windows) {
      // A page that remembers nothing: it begins at the first hunk.
      const page = await driver.open(range.path)
      await page.setViewportSize({ width, height })
      await page.getByText('Something waits for you.').waitFor({ timeout: 120_000 })
      await page.keyboard.press('Tab')
      const share = await shareInSight(page, hunks.length)
      figures.push(
        figure(
          `hunks of a range of ${review.files.length} files wholly visible without a key, ${width} px`,
          '%',
          [share],
          { of: 'median', atLeast },
        ),
      )
    }
    return figures
  } finally {
    await driver.dispose()
  }
}

/** Goes from hunk to hunk and gives the share of those of lines, in percent, that are wholly visible. */
async function shareInSight(page: Page, hunks: number): Promise<number> {
  const every = Math.max(1, Math.floor(hunks / looked))
  let here = (await paintedAfter(page, '')).hunk
  let seen = 0
  let whole = 0
  for (let step = 0; step < hunks - 1; step += 1) {
    if (step % every === 0) {
      const sight = await page.evaluate(sightOfFocus)
      if (sight !== null) {
        seen += 1
        if (sight) whole += 1
      }
    }
    await page.keyboard.press('j')
    here = (await paintedAfter(page, here)).hunk
  }
  return (100 * whole) / seen
}

/** Whether the hunk in focus is wholly visible; null where it is not one of lines. Runs in the page. */
function sightOfFocus(): boolean | null {
  const block = document.querySelector('[data-change][data-focused]')?.getBoundingClientRect()
  const pane = document.querySelector('.monaco-diff-editor')?.getBoundingClientRect()
  if (block === undefined || pane === undefined) return null
  if (block.top < pane.top - 1 || block.bottom > pane.bottom + 1) return false
  const bar = document.querySelector('[data-change][data-focused] [data-actions]')?.getBoundingClientRect()
  for (const line of document.querySelectorAll(
    '.monaco-diff-editor .view-line, .monaco-diff-editor .line-delete > div',
  )) {
    const box = line.getBoundingClientRect()
    const middle = (box.top + box.bottom) / 2
    if (middle < block.top || middle > block.bottom) continue
    const editor = line.closest('.editor')?.getBoundingClientRect()
    const text = document.createRange()
    text.selectNodeContents(line)
    const drawn = text.getBoundingClientRect()
    if (drawn.width === 0 || editor === undefined || editor.width < 200) continue
    if (drawn.right > editor.right + 1) return false
    if (bar !== undefined && drawn.right > bar.left && middle > bar.top && middle < bar.bottom) return false
  }
  return true
}

/** A clone of the checkout, and a range of its history that changes enough files; null where there is none. */
function cloneRange(
  folder: string,
): { readonly path: string; readonly base: string; readonly head: string } | null {
  const git = (cwd: string, ...args: readonly string[]): string =>
    execFileSync('git', [...args], {
      cwd,
      env: testGitEnvironment(path.dirname(folder)),
      encoding: 'utf8',
    }).trim()
  try {
    git(root, 'clone', '-q', '--no-hardlinks', root, folder)
    const [head, ...earlier] = git(folder, 'rev-list', '--first-parent', 'HEAD').split('\n')
    const base = earlier.find(
      (commit) => git(folder, 'diff', '--name-only', commit, head ?? '').split('\n').length >= fewestFiles,
    )
    return base === undefined || head === undefined ? null : { path: folder, base, head }
  } catch {
    return null
  }
}
