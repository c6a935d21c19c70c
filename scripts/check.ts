import { run, root, tool } from './command.ts'
import { checkOutStaged } from './staged.ts'

interface Check {
  readonly name: string
  readonly tool: string
  readonly args: readonly string[]
}

/**
 * `npm run check`: everything that reads the code without running it. All checks run; the exit code is that of
 * the first that failed. Names as arguments run only these: `npm run check -- lint types`.
 */
const checks: readonly Check[] = [
  { name: 'format', tool: 'oxfmt', args: ['--check', '.'] },
  { name: 'lint', tool: 'oxlint', args: ['--type-aware', '--deny-warnings'] },
  { name: 'types', tool: 'tsc', args: ['-b'] },
  { name: 'dead code', tool: 'knip', args: ['--no-progress'] },
  { name: 'architecture', tool: 'vitest', args: ['run', 'test/architecture', '--reporter=dot'] },
]

/**
 * `npm run check -- --staged`, for a hook before each commit: types of all that is staged, format and lint of the files
 * that the commit changes. What a changed file breaks in another one's lint, dead code and architecture is left to
 * `npm run check`.
 */
function stagedChecks(changed: readonly string[]): readonly Check[] {
  const types: Check = { name: 'types', tool: 'tsc', args: ['-b'] }
  // Without a path these would read everything.
  if (changed.length === 0) return [types]
  const paths = ['--no-error-on-unmatched-pattern', ...changed]
  return [
    { name: 'format', tool: 'oxfmt', args: ['--check', ...paths] },
    { name: 'lint', tool: 'oxlint', args: ['--type-aware', '--deny-warnings', ...paths] },
    types,
  ]
}

/** Runs a check in a folder and says how it went. Gives its exit code. */
async function runCheck(check: Check, folder: string): Promise<number> {
  const startedAt = performance.now()
  const { exitCode, output } = await run(tool(check.tool), check.args, { folder })
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1)
  process.stdout.write(
    `${exitCode === 0 ? '' : output}${exitCode === 0 ? 'ok    ' : 'FAILED'} ${check.name} (${seconds} s)\n`,
  )
  return exitCode
}

async function checkStaged(): Promise<number> {
  const staged = checkOutStaged(root)
  if (staged === null) {
    process.stderr.write(
      'Git can not say what is staged, for the reason above. Nothing was checked or changed. Resolve it and try again.\n',
    )
    return 1
  }
  const { folder, changed, different } = staged
  if (different > 0)
    process.stdout.write(
      `${different} staged ${different === 1 ? 'file has' : 'files have'} changes that are not staged. What is staged is checked.\n`,
    )
  const exitCodes = await Promise.all(stagedChecks(changed).map((check) => runCheck(check, folder)))
  return exitCodes.find((exitCode) => exitCode !== 0) ?? 0
}

async function checkAll(chosen: readonly string[]): Promise<number> {
  let firstFailure = 0
  for (const check of checks) {
    if (chosen.length > 0 && !chosen.includes(check.name)) continue
    const exitCode = await runCheck(check, root)
    firstFailure ||= exitCode
  }
  return firstFailure
}

const words = process.argv.slice(2)
const unknown = words.filter(
  (word) => !checks.some((check) => check.name === word) && (word !== '--staged' || words.length > 1),
)
if (unknown.length > 0) {
  process.stderr.write(
    `No check is called ${unknown.join(', ')}. There are: ${checks.map((check) => check.name).join(', ')}; or --staged alone.\n`,
  )
  process.exit(2)
}
process.exit(words[0] === '--staged' ? await checkStaged() : await checkAll(words))
