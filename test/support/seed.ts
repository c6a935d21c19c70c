import { execFileSync } from 'node:child_process'

/**
 * What the random tests of this run begin at: `WINNOW_TEST_SEED` where it is given; else a number of the tree that is
 * checked out, so that what passes does so again, what fails can be looked into, and each commit looks at other cases;
 * in `npm run test:long`, and outside a repository, the clock.
 */
export const seed = Number(process.env['WINNOW_TEST_SEED'] ?? (isLong() ? clock() : ofTree()))

function isLong(): boolean {
  return process.env['WINNOW_TEST_LONG'] === '1'
}

function clock(): number {
  return Date.now() % 1_000_000
}

function ofTree(): number {
  try {
    const tree = execFileSync('git', ['rev-parse', '--verify', 'HEAD^{tree}'], {
      cwd: import.meta.dirname,
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    return Number.parseInt(tree.toString().slice(0, 8), 16) % 1_000_000
  } catch {
    return clock()
  }
}
