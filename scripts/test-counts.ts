import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { root } from './command.ts'

/** Tests of one suite. What kept a suite from running at all counts as one failed test. */
export interface Counts {
  readonly passed: number
  readonly failed: number
  readonly skipped: number
  /** Which ones failed, and the first line of why: said once more at the end, where it is read. */
  readonly failures: readonly string[]
}

export const none: Counts = { passed: 0, failed: 0, skipped: 0, failures: [] }

export function add(one: Counts, other: Counts): Counts {
  return {
    passed: one.passed + other.passed,
    failed: one.failed + other.failed,
    skipped: one.skipped + other.skipped,
    failures: [...one.failures, ...other.failures],
  }
}

/** The line that ends a test run: "12 passed, 0 failed", with ", 3 skipped" when there are any. */
export function summary(counts: Counts): string {
  const skipped = counts.skipped > 0 ? `, ${counts.skipped} skipped` : ''
  return `${counts.passed} passed, ${counts.failed} failed${skipped}`
}

interface VitestReport {
  readonly success: boolean
  readonly numPassedTests: number
  readonly numFailedTests: number
  readonly numPendingTests: number
  readonly numTodoTests: number
  readonly testResults: readonly {
    readonly name: string
    readonly status: string
    readonly message: string
    readonly assertionResults: readonly {
      readonly status: string
      readonly fullName: string
      readonly failureMessages: readonly string[] | null
    }[]
  }[]
}

/** Counts of a vitest run, from its JSON report and its exit code. */
export async function readVitestReport(file: string, exitCode: number): Promise<Counts> {
  const report = await readJson<VitestReport>(file)
  if (!report) return { ...none, failed: 1 }
  // A file that could not be loaded has no failed test of its own.
  const brokenFiles = report.testResults.filter(
    (result) =>
      result.status === 'failed' && !result.assertionResults.some((test) => test.status === 'failed'),
  )
  const failed = report.numFailedTests + brokenFiles.length
  return {
    passed: report.numPassedTests,
    failed: failed === 0 && exitCode !== 0 ? 1 : failed,
    skipped: report.numPendingTests + report.numTodoTests,
    failures: [
      ...report.testResults.flatMap((result) =>
        result.assertionResults
          .filter((test) => test.status === 'failed')
          .map((test) => failure(result.name, test.fullName, test.failureMessages?.[0])),
      ),
      ...brokenFiles.map((result) => failure(result.name, 'could not be run', result.message)),
    ],
  }
}

function failure(file: string, name: string, message = ''): string {
  const why =
    stripVTControlCharacters(message)
      .split('\n')
      .find((line) => line.trim() !== '') ?? ''
  return `${path.relative(root, path.resolve(root, file))} › ${name}${why === '' ? '' : `\n    ${why.trim()}`}`
}

interface PlaywrightSuite {
  readonly file: string
  readonly specs: readonly {
    readonly title: string
    readonly tests: readonly {
      readonly status: string
      readonly results: readonly { readonly error?: { readonly message?: string } }[]
    }[]
  }[]
  readonly suites?: readonly PlaywrightSuite[]
}

interface PlaywrightReport {
  readonly suites: readonly PlaywrightSuite[]
  readonly stats: {
    readonly expected: number
    readonly unexpected: number
    readonly flaky: number
    readonly skipped: number
  }
  readonly errors: readonly { readonly message?: string }[]
}

function failuresOf(suite: PlaywrightSuite): string[] {
  const own = suite.specs.flatMap((spec) =>
    spec.tests
      .filter((test) => test.status === 'unexpected' || test.status === 'flaky')
      .map((test) =>
        failure(
          path.join('test', 'e2e', suite.file),
          spec.title,
          test.results.find((result) => result.error)?.error?.message,
        ),
      ),
  )
  return [...own, ...(suite.suites ?? []).flatMap(failuresOf)]
}

/** Counts of a Playwright run. A test that passed only when tried again has failed. */
export async function readPlaywrightReport(file: string, exitCode: number): Promise<Counts> {
  const report = await readJson<PlaywrightReport>(file)
  if (!report) return { ...none, failed: 1 }
  const failed = report.stats.unexpected + report.stats.flaky + report.errors.length
  return {
    passed: report.stats.expected,
    failed: failed === 0 && exitCode !== 0 ? 1 : failed,
    skipped: report.stats.skipped,
    failures: [
      ...report.suites.flatMap(failuresOf),
      ...report.errors.map((error) => failure('test/e2e', 'could not be run', error.message)),
    ],
  }
}

async function readJson<T>(file: string): Promise<T | null> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as T
  } catch {
    return null
  }
}
