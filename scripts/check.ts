import { run, root, tool } from './command.ts'

/**
 * `npm run check`: everything that reads the code without running it. All checks run; the exit code is that of
 * the first that failed. Names as arguments run only these: `npm run check -- lint types`.
 */
const checks: readonly { readonly name: string; readonly tool: string; readonly args: readonly string[] }[] =
  [
    { name: 'format', tool: 'oxfmt', args: ['--check', '.'] },
    { name: 'lint', tool: 'oxlint', args: ['--type-aware', '--deny-warnings'] },
    { name: 'types', tool: 'tsc', args: ['-b'] },
    { name: 'dead code', tool: 'knip', args: ['--no-progress'] },
    { name: 'architecture', tool: 'vitest', args: ['run', 'test/architecture', '--reporter=dot'] },
  ]

const chosen = process.argv.slice(2)
const unknown = chosen.filter((name) => !checks.some((check) => check.name === name))
if (unknown.length > 0) {
  process.stderr.write(
    `No check is called ${unknown.join(', ')}. There are: ${checks.map((check) => check.name).join(', ')}.\n`,
  )
  process.exit(2)
}

let firstFailure = 0
for (const check of checks) {
  if (chosen.length > 0 && !chosen.includes(check.name)) continue
  const startedAt = performance.now()
  const { exitCode, output } = await run(tool(check.tool), check.args, { folder: root })
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1)
  if (exitCode !== 0) {
    firstFailure ||= exitCode
    process.stdout.write(output)
  }
  process.stdout.write(`${exitCode === 0 ? 'ok    ' : 'FAILED'} ${check.name} (${seconds} s)\n`)
}
process.exit(firstFailure)
