import { codeOf, Counted, keyOfLine, type TopicHunk } from './changed-lines.ts'
import { topics } from './topics.ts'

/** Files that say what is checked, and how strictly. */
const configuration =
  /(?:^|\/)(?:[^/]*\.config(?:\.\w+)*\.\w+|\.?(?:eslint|oxlint|biome|tslint|stylelint|jshint|ruff|flake8|pylint|rubocop|golangci|clippy|rustfmt|nyc|c8|coverage|mocha|ava|jest|vitest|playwright|karma|cypress|codecov|simplecov|phpunit|phpstan|psalm|sonar-project|knip|pytest|tox|mypy|pyright|detekt|checkstyle|pmd|spotbugs)[^/]*|tsconfig[^/]*\.json|jsconfig\.json|pyproject\.toml|setup\.cfg|\.coveragerc|package\.json|deno\.jsonc?|composer\.json|pom\.xml|build\.gradle(?:\.kts)?|Cargo\.toml|Directory\.Build\.props|[^/]*\.(?:cs|fs|vb)proj|[^/]*\.runsettings|\.editorconfig|Makefile|Rakefile|Taskfile\.ya?ml|justfile)$/i
/** Files of which each line leaves something out of a check. */
const ignoreFile =
  /(?:^|\/)\.(?:eslint|prettier|stylelint|oxlint|semgrep|trivy|gitleaks|sonar|lint|markdownlint|checkov|nyc|c8|test)ignore$/i
const pipeline =
  /(?:^|\/)(?:\.github\/(?:workflows|actions)\/|\.circleci\/|\.buildkite\/|\.woodpecker|\.gitlab-ci|azure-pipelines|bitbucket-pipelines|Jenkinsfile|\.travis|\.drone|\.husky\/|lefthook|\.pre-commit|\.lefthook|package\.json$|Makefile$)/i

/** What it is better for that it is high, or that it is low. */
const high =
  /threshold|minimum|min[_-]|\bmin\b|fail[_-]?under|coverage|\b(?:lines|statements|branches|functions)\b|places|precision|digits|toBeCloseTo|numRuns|num_runs|max_examples|rate|score/i
const low =
  /max[_-]?warnings|warnings|retries|retry|reruns|flaky|tolerance|epsilon|delta|rtol|atol|\brel\b|\babs\b|maxDiff|pixel|threshold_?(?:px|pixels)|max[_-]?(?:complexity|depth|lines|params|statements)|allowed|skew/i

const strictness =
  /["'`]?\b(strict\w*|no[A-Z]\w+|exactOptionalPropertyTypes|alwaysStrict|checkJs|useUnknownInCatchVariables|forbidOnly|failOnWarnings?|failOnFlakyTests|warnings_as_errors|disallow_\w+|warn_\w+|check_untyped_defs|xfail_strict|TreatWarningsAsErrors|failOnViolation|allWarningsAsErrors|Nullable)\b["'`]?\s*[:=>]\s*["'`]?(true|false|True|False|enable|disable|0|1)\b/
const loosening =
  /["'`]?\b(skipLibCheck|allowUnreachableCode|allowUnusedLabels|allowJs|ignore_missing_imports|ignore_errors|suppressImplicitAnyIndexErrors|passWithNoTests|ignoreFailures|testFailureIgnore|skipTests|maven\.test\.skip|allowOnly|dangerouslyIgnoreUnhandledErrors)\b["'`]?\s*[:=>]\s*["'`]?(?:true|True)\b/
const severity =
  /(?:^|[{,]\s*)["'`]?([\w@][\w@/.-]*)["'`]?\s*[:=]\s*\[?\s*["'`]?(off|allow|ignore|none|warn|info|0|1|error|deny|forbid|2)\b["'`]?/
const ranks: Readonly<Record<string, number>> = {
  off: 0,
  allow: 0,
  ignore: 0,
  none: 0,
  0: 0,
  info: 1,
  warn: 1,
  1: 1,
  error: 2,
  deny: 2,
  forbid: 2,
  2: 2,
}
const leavesOut =
  /(?:^|[\s{,[])["'`]?((?:per-file-|extend-)?(?:ignores?|exclude[ds]?)|ignorePatterns|testPathIgnorePatterns|coveragePathIgnorePatterns|modulePathIgnorePatterns|exclude_lines|omit|deselect|norecursedirs|collect_ignore(?:_glob)?|disable|disabled_rules|testIgnore|excludedGroups|excludes|skipFiles|grepInvert)["'`]?\s*[:=]/
const failureIgnored =
  /\bcontinue-on-error:\s*(?:true|["'`]?\$)|\ballow_failure:\s*true|--passWithNoTests\b|--pass-with-no-tests\b|--exit-zero\b|--no-verify\b|-DskipTests\b|-Dmaven\.test\.skip(?:=true)?|-x\s+test\b|--no-fail-on-\w+|--deselect[ =]|--ignore-glob[ =]|\bfail_ci_if_error:\s*false|\bsoft_fail:\s*true|--max-warnings[ =]-1/
const failureSwallowed =
  /\|\|\s*(?:true|:|exit\s+0|echo\b)|;\s*(?:true|exit\s+0)\s*["'`]?\s*,?$|\bset\s+\+e\b|\bif:\s*(?:false|\$\{\{\s*false)/
const strictFlag =
  /-Werror\b|#!?\[(?:deny|forbid)\(|\bset -e\w*\b|--strict\b|--max-warnings[ =]0|--forbid-only\b|--locked\b|--frozen-lockfile\b|-Dwarnings\b|\bbin\.exec.*warn_error/
const check =
  /(?:^|[\s"'`/:&|;-])(?:npm (?:t|test)|npm run [\w:-]*(?:test|lint|check|types?)[\w:-]*|yarn [\w:-]*(?:test|lint|check)|pnpm [\w:-]*(?:test|lint|check)|vitest|jest|mocha|ava|playwright|cypress|tsc|eslint|oxlint|biome|pytest|tox|nox|mypy|pyright|ruff|flake8|pylint|go (?:test|vet)|golangci-lint|staticcheck|cargo (?:test|clippy|nextest|deny|audit)|mvn|gradlew?|dotnet test|rspec|rake|rubocop|bundle audit|make (?:test|check|lint)|ctest|phpunit|phpstan|codeql|semgrep|gitleaks|trivy|npm audit)(?=$|[\s"'`:,&|;)])/

/** Whether every line of a file may say how strictly things are checked, or what runs. */
export function isReadWhole(path: string): boolean {
  return configuration.test(path) || pipeline.test(path) || ignoreFile.test(path)
}

/**
 * What each hunk of a file does to what checks ask for, in a few words: a limit is lower, a rule off, files left out, a failure
 * ignored; null where nothing. A file that is new lowers nothing, but may have failures ignored.
 */
export function loweredLimits(
  path: string,
  hunks: readonly TopicHunk[],
  isNew: boolean,
): readonly (string | null)[] {
  const isConfiguration = configuration.test(path)
  const isPipeline = pipeline.test(path)
  const all = isConfiguration || isPipeline || ignoreFile.test(path)
  // Elsewhere most lines are of nothing that could be lower.
  const read = hunks.map(({ removed, added }) => ({
    removed: all ? removed.lines : removed.of(topics.limits),
    added: all ? added.lines : added.of(topics.limits),
  }))
  if (read.every(({ removed, added }) => removed.length + added.length === 0)) return hunks.map(() => null)
  const kept = new Counted(read.flatMap(({ removed }) => removed.map(keyOfLine)))
  const back = new Counted(read.flatMap(({ added }) => added.map(keyOfLine)))
  return read.map((hunk) => {
    const removed = hunk.removed.filter((line) => !back.take(keyOfLine(line)))
    const added = hunk.added.filter((line) => !kept.take(keyOfLine(line)))
    if (removed.length + added.length === 0) return null
    const codeBefore = removed.map(codeOf)
    const codeAfter = added.map(codeOf)
    const swallowed = ignored(codeBefore, codeAfter, isPipeline || isConfiguration)
    if (isNew) return swallowed
    return (
      changedNumber(codeBefore, codeAfter, isConfiguration) ??
      swallowed ??
      (strictFlags(codeBefore) > strictFlags(codeAfter)
        ? `checks are less strict: ${flagOf(codeBefore)}`
        : null) ??
      (isConfiguration ? looserConfiguration(codeBefore, codeAfter) : null) ??
      (ignoreFile.test(path) && codeAfter.some((line) => line !== '' && !line.startsWith('!'))
        ? 'files are left out of a check'
        : null) ??
      (isPipeline && codeBefore.some(isCheck) && !codeAfter.some(isCheck) ? 'a check no longer runs' : null)
    )
  })
}

function isCheck(line: string): boolean {
  // Of what a manifest says, a script runs; the name of a dependency does not.
  const entry = /^["'][^"']+["']\s*:\s*["'](.*)$/.exec(line)?.[1]
  if (entry !== undefined && !/^\w[\w-]*(?: |["'],?$)/.test(entry)) return false

  // What only ends as if it had succeeded checks nothing.
  return check.test(line) && !/:\s*["'`]?(?:echo|true|exit|:)\b/.test(line)
}

function strictFlags(lines: readonly string[]): number {
  return lines.filter((line) => strictFlag.test(line)).length
}

function flagOf(lines: readonly string[]): string {
  const found = lines.map((line) => strictFlag.exec(line)?.[0]).find((one) => one !== undefined) ?? ''
  return found.replace(/\($/, '').replace(/^#!?\[/, '')
}

function ignored(before: readonly string[], after: readonly string[], swallows: boolean): string | null {
  for (const pattern of swallows ? [failureIgnored, failureSwallowed] : [failureIgnored]) {
    const had = before.filter((line) => pattern.test(line)).length
    const found = after.flatMap((line) => pattern.exec(line)?.[0] ?? [])
    if (found.length > had) return `a failure is ignored: ${short(found[0] ?? '')}`
  }
  return null
}

/** Lines that are the same but for one number, where a lower or higher one asks for less; and limits that are gone. */
function changedNumber(
  before: readonly string[],
  after: readonly string[],
  isConfiguration: boolean,
): string | null {
  const left = [...after]
  for (const line of before) {
    const shape = shapeOf(line)
    if (shape === null) continue
    const at = left.findIndex((other) => shapeOf(other)?.text === shape.text)
    const other = at < 0 ? null : shapeOf(left[at] ?? '')
    if (other === null) {
      const name = isConfiguration ? limitName(line) : null
      if (name !== null && !left.some((one) => one.includes(name)))
        return `a limit is removed: ${short(name)}`
      continue
    }
    left.splice(at, 1)
    for (const [number, was] of shape.numbers.entries()) {
      const now = other.numbers[number] ?? was
      if (now < was && high.test(line) && isLimit(line, isConfiguration))
        return `a limit is lower: ${was} to ${now}`
      if (
        now > was &&
        low.test(line) &&
        !(high.test(line) && isConfiguration && !/max|retr|tolerance|warnings/i.test(line)) &&
        isLimit(line, isConfiguration)
      )
        return `a limit is looser: ${was} to ${now}`
    }
  }
  return null
}

/** Whether a number in a line limits what a check lets pass: outside of configuration only where the words say so by themselves. */
function isLimit(line: string, isConfiguration: boolean): boolean {
  return (
    isConfiguration ||
    /threshold|fail[_-]?under|coverage|minimum|min_|toBeCloseTo|places|max[_-]?warnings|retries|reruns|tolerance|epsilon|rtol|atol|approx|InDelta|maxDiff|numRuns|flaky|assertAlmostEqual|be_within/i.test(
      line,
    )
  )
}

function limitName(line: string): string | null {
  return (
    /["'`]?\b(\w*(?:threshold|fail[_-]?under|min(?:imum)?[_-]?coverage|coverageThreshold|max[_-]warnings|branches|statements)\w*)["'`]?\s*[:=\s]\s*\d/i.exec(
      line,
    )?.[1] ?? null
  )
}

/** A line with its numbers apart; null where it has none. */
function shapeOf(line: string): { readonly text: string; readonly numbers: readonly number[] } | null {
  const pattern = /(?<![\w.])\d+(?:[._]\d+)*(?:e-?\d+)?/gi
  const found = line.match(pattern)
  if (found === null) return null
  return {
    text: keyOfLine(line.replaceAll(pattern, '0')),
    numbers: found.map((text) => Number(text.replaceAll('_', ''))),
  }
}

/** A rule that is off, or less severe than it was; files that a check leaves out. */
function looserConfiguration(before: readonly string[], after: readonly string[]): string | null {
  const was = new Map(before.flatMap(entryOf))
  for (const line of after) {
    const strict = strictness.exec(line)
    if (strict !== null && /false|disable|^0$/i.test(strict[2] ?? ''))
      return `a rule is off: ${short(strict[1] ?? '')}`
    const loose = loosening.exec(line)
    if (loose !== null) return `checks are less strict: ${short(loose[1] ?? '')}`
    for (const [name, rank] of entryOf(line)) {
      const former = was.get(name)
      if (former === undefined ? rank === 0 && /off|allow|ignore/.test(line) : rank < former)
        return rank === 0 ? `a rule is off: ${short(name)}` : `a rule only warns: ${short(name)}`
    }
    const out = leavesOut.exec(line)?.[1]
    if (out !== undefined && /["'`\w]/.test(line.slice(line.indexOf(out) + out.length + 2))) {
      const former = before.find((one) => leavesOut.exec(one)?.[1] === out)
      if (former === undefined || line.length > former.length)
        return `files are left out of a check: ${short(out)}`
    }
  }
  for (const line of before) {
    const strict = strictness.exec(line)
    const name = strict?.[1]
    if (
      name !== undefined &&
      /true|enable|^1$/i.test(strict?.[2] ?? '') &&
      !after.some((one) => one.includes(name))
    )
      return `a rule is off: ${short(name)}`
  }
  return null
}

function entryOf(line: string): readonly (readonly [string, number])[] {
  const [, name, value] = severity.exec(line) ?? []
  const rank = value === undefined ? undefined : ranks[value]
  return name === undefined || rank === undefined ? [] : [[name, rank]]
}

function short(text: string): string {
  return text
    .replaceAll(/[^\x20-\x7e]/g, '')
    .trim()
    .slice(0, 40)
}
