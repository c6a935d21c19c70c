import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['src/**/*.test.{ts,tsx}', 'test/{integration,architecture,golden}/**/*.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    pool: 'forks',
    // A leaked process or timer of a test file must fail loudly instead of hanging the run.
    teardownTimeout: 10_000,
  },
})
