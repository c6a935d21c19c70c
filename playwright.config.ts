import { defineConfig } from '@playwright/test'
import type { HostOptions } from './test/support/workbench-driver.ts'

/** End-to-end tests. `npm test` runs them with everything they need; each project is one host. */
export default defineConfig<HostOptions>({
  testDir: 'test/e2e',
  outputDir: '.cache/playwright',
  // A test has a workbench, git and a browser of its own, and waits for them most of the time.
  workers: 2,
  fullyParallel: false,
  retries: 0,
  forbidOnly: Boolean(process.env['CI']),
  timeout: 180_000,
  expect: { timeout: 30_000 },
  reporter: [
    ['list'],
    ['json', { outputFile: process.env['PLAYWRIGHT_JSON_OUTPUT_FILE'] ?? '.cache/test/playwright.json' }],
  ],
  // A trace takes a fifth of a test's time: `WINNOW_TRACE=1` keeps those of tests that fail.
  use: { trace: process.env['WINNOW_TRACE'] ? 'retain-on-failure' : 'off', screenshot: 'only-on-failure' },
  projects: [
    { name: 'chromium', testIgnore: '**/*electron.spec.ts', use: { host: 'web' } },
    // One window at a time: those on one display take the focus from each other.
    {
      name: 'electron',
      workers: 1,
      testMatch: ['**/smoke.spec.ts', '**/*electron.spec.ts'],
      use: { host: 'electron' },
    },
  ],
})
