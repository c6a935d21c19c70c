import { defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'
import { seed } from './test/support/seed.ts'

/** Integration tests of half a minute and more: one that begins last keeps one core waiting for the other. */
const long =
  /\/(kill|kill-follow-ups|kill-roll-back|kill-undo|kill-timeline|review-server-real-agents|sandbox-real-agents|agents-codex-scenarios|damaged-worktree|command-line|agents-killed|agents-opencode|agents-openai-endurance|power-cut|turns-laws|laws|laws-real|sandbox-adversary|hostile-agent|compact)\.test\.ts$/

class LongFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files)
    const [first, rest] = [true, false].map((wanted) =>
      sorted.filter(({ moduleId }) => long.test(moduleId) === wanted),
    )
    return [...(first ?? []), ...(rest ?? [])]
  }
}

export default defineConfig({
  test: {
    projects: [
      // Pure rules, parts of the page and what reads the code leave nothing behind in their process, and that takes longer to
      // start than most of them run.
      {
        extends: true,
        test: {
          name: 'source',
          include: ['src/**/*.test.{ts,tsx}', 'test/{architecture,golden}/**/*.test.ts'],
          isolate: false,
        },
      },
      { extends: true, test: { name: 'whole', include: ['test/integration/**/*.test.ts'] } },
    ],
    // All test files begin at one seed, whichever process they are in.
    env: { WINNOW_TEST_SEED: String(seed) },
    setupFiles: ['test/support/fast-check-seed.ts'],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    sequence: { sequencer: LongFirst },
    pool: 'forks',
    // Two more than it takes by itself on two cores: most tests wait for git and for processes, not for the processor.
    maxWorkers: 3,
    // A leaked process or timer of a test file must fail loudly instead of hanging the run.
    teardownTimeout: 10_000,
  },
})
