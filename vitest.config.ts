import { defineConfig } from 'vitest/config'
import { seed } from './test/support/seed.ts'

export default defineConfig({
  test: {
    include: ['src/**/*.test.{ts,tsx}', 'test/{integration,architecture,golden}/**/*.test.ts'],
    // Each test file is a process of its own: all begin at one seed.
    env: { WINNOW_TEST_SEED: String(seed) },
    setupFiles: ['test/support/fast-check-seed.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    pool: 'forks',
    // One more than it takes by itself on two cores: most tests wait for git and for processes, not for the processor.
    maxWorkers: 2,
    // A leaked process or timer of a test file must fail loudly instead of hanging the run.
    teardownTimeout: 10_000,
  },
})
