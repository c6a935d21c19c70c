/** What in a line keeps a test from running or counting, or has a checker look away. */
export interface Mark {
  readonly kind: 'skipped' | 'only' | 'fails' | 'suppressed' | 'never'
  readonly pattern: RegExp
  /** Extensions of the languages where it means that; absent where it means nothing else anywhere. */
  readonly only?: RegExp
}

const ruby = /\.(?:rb|rake|spec)$|(?:^|\/)[^./]+$/i
const script = /\.(?:[cm]?[jt]sx?|vue|svelte|astro|coffee)$|(?:^|\/)[^./]+$/i

/** Marks in code: none counts in a comment. */
export const codeMarks: readonly Mark[] = [
  // JavaScript and TypeScript: what a test is called by, and what its options say.
  {
    kind: 'skipped',
    pattern: /\b(?:it|test|describe|suite|context|specify|bench)(?:\.\w+)*\.(?:skip|skipIf|todo|fixme)\b/,
  },
  {
    kind: 'skipped',
    pattern: /(?:^|[;{}\s])(?:xit|xtest|xdescribe|xcontext|xspecify)(?:\.\w+)*\s*[(]/,
    only: script,
  },
  { kind: 'skipped', pattern: /\bthis\.skip\(|\b(?:t|test|testInfo|ctx|context)\.(?:skip|todo|fixme)\(/ },
  { kind: 'skipped', pattern: /(?:^|[{,(\s])(?:skip|todo):\s*(?:true\b|["'`])/, only: script },
  { kind: 'only', pattern: /\b(?:it|test|describe|suite|context|specify)(?:\.\w+)*\.only\b/ },
  { kind: 'only', pattern: /(?:^|[;{}\s])(?:fit\s*\(\s*["'`]|(?:fdescribe|fcontext)\s*\()/, only: script },
  { kind: 'fails', pattern: /\b(?:it|test)(?:\.\w+)*\.(?:fails|failing|fail)\b/ },
  // Python.
  { kind: 'skipped', pattern: /\bpytest\.(?:mark\.(?:skip(?:if)?\b|xfail\b)|skip\(|xfail\(|importorskip\()/ },
  { kind: 'skipped', pattern: /@(?:mark\.)?(?:skip|skipif|skipIf|skipUnless|xfail|expectedFailure)\b/ },
  {
    kind: 'skipped',
    pattern: /\bunittest\.(?:skip\w*|expectedFailure|SkipTest)\b|\bself\.skipTest\(|\braise\s+SkipTest\b/,
  },
  { kind: 'skipped', pattern: /\b__test__\s*=\s*False\b/ },
  // Go.
  { kind: 'skipped', pattern: /\b[tbfs]\.(?:Skip|SkipNow|Skipf)\(/ },
  { kind: 'skipped', pattern: /\b(?:ginkgo\.)?(?:PIt|PDescribe|PContext|XIt|XDescribe|XContext)\(/ },
  { kind: 'only', pattern: /\b(?:ginkgo\.)?(?:FIt|FDescribe|FContext)\(/ },
  // Rust.
  { kind: 'skipped', pattern: /#!?\[(?:ignore\b|cfg_attr\([^)\]]*\bignore\b)/ },
  { kind: 'fails', pattern: /#\[should_panic\b/ },
  { kind: 'never', pattern: /#!?\[cfg\((?:any\(\)|FALSE|false|not\(all\(\)\)|not\(test\))\)\]/ },
  // Java, Kotlin, Scala.
  { kind: 'skipped', pattern: /@(?:Disabled\w*|Ignore[ds]?|EnabledIf\w*|EnabledOn\w*)\b/ },
  { kind: 'skipped', pattern: /@Test\b.*\benabled\s*=\s*false\b/ },
  {
    kind: 'skipped',
    pattern:
      /\b(?:Assumptions?\.)?assume(?:True|False|That|NoException)\(|\bthrow\s+new\s+(?:Skip|TestAborted)\w*Exception\b/,
  },
  { kind: 'fails', pattern: /@Test\b.*\bexpected\s*=/ },
  // Ruby.
  { kind: 'skipped', pattern: /^\s*(?:skip|pending)(?:\s*$|[\s(]+["'])/, only: ruby },
  {
    kind: 'skipped',
    pattern: /^\s*(?:xit|xdescribe|xcontext|xspecify|xscenario|xfeature|xexample|pending)\s+["']/,
    only: ruby,
  },
  {
    kind: 'skipped',
    pattern: /\b(?:skip|pending):\s*(?:true\b|["'])|:(?:skip|pending)\s*(?:=>|,|do\b)/,
    only: ruby,
  },
  { kind: 'only', pattern: /^\s*(?:fit|fdescribe|fcontext|fspecify)\s+["']|\bfocus:\s*true\b/, only: ruby },
  // C#.
  {
    kind: 'skipped',
    pattern:
      /\[(?:\w+,\s*)*(?:Ignore|Explicit)(?:\(|\]|,)|\bSkip\s*=\s*["$@]|\bAssert\.(?:Ignore|Inconclusive|Skip\w*)\(/,
  },
  // Swift, PHP, Elixir, Dart.
  {
    kind: 'skipped',
    pattern: /\bXCTSkip\w*\(|\bmarkTest(?:Skipped|Incomplete)\(|@(?:module|describe)?tag\s+:?skip\b/,
  },
  // What is never compiled, or never comes to anything.
  { kind: 'never', pattern: /^\s*#if\s+(?:0|false|FALSE)\b/ },
  {
    kind: 'never',
    pattern: /\bif\s*\(\s*(?:false|0|!1|!true)\s*(?:&&|\))|^\s*if\s+(?:False|0|false)\s*(?::|\{|then\b|$)/,
  },
  // Suppressions that are code.
  { kind: 'suppressed', pattern: /#!?\[(?:allow|expect|cfg_attr\([^)\]]*\ballow)\(/ },
  { kind: 'suppressed', pattern: /@(?:file:)?Suppress(?:Warnings|FBWarnings|Lint)?\(/ },
  {
    kind: 'suppressed',
    pattern: /^\s*#pragma\s+(?:warning\s+disable|GCC\s+diagnostic\s+ignored|clang\s+diagnostic\s+ignored)/,
  },
  {
    kind: 'suppressed',
    pattern:
      /\[(?:assembly:\s*)?(?:\w+,\s*)*(?:SuppressMessage|UnconditionalSuppressMessage|ExcludeFromCodeCoverage)\b/,
  },
  { kind: 'suppressed', pattern: /@(?:codeCoverageIgnore\w*|no_type_check\b|typing\.no_type_check\b)/ },
]

/** Words to checkers, which stand in comments. */
export const commentMarks: readonly Mark[] = [
  { kind: 'suppressed', pattern: /@ts-(?:ignore|expect-error|nocheck)\b/ },
  {
    kind: 'suppressed',
    pattern:
      /\b(?:eslint|oxlint|tslint|stylelint|jshint|jscs|rubocop|swiftlint|ktlint|scalastyle|pylint|standard):?[-\s]?(?:disable|todo)\b[-\w]*/,
  },
  {
    kind: 'suppressed',
    pattern:
      /\b(?:biome|deno-lint|rome|svelte|astro-check|phpcs|phpstan|psalm|ast-grep|markdownlint|hadolint|checkov|tfsec|trivy|kics|cspell)[-:]?\s?(?:ignore|skip|disable)\b[-\w]*/,
  },
  { kind: 'suppressed', pattern: /\b(?:istanbul|c8|v8|node:coverage|vitest)\s+(?:ignore|disable)\b/ },
  {
    kind: 'suppressed',
    pattern:
      /#\s*(?:type:\s*ignore|pyright:\s*(?:ignore|basic|off)|mypy:\s*(?:ignore-errors|disable)|pytype:\s*disable|ty:\s*ignore|pyre-(?:ignore|fixme))/,
  },
  {
    kind: 'suppressed',
    pattern:
      /#\s*(?:(?:ruff|flake8):\s*)?noqa\b|#\s*pragma:\s*no\s*(?:cover|branch)\b|#\s*nosec\b|#\s*isort:\s*skip/i,
  },
  {
    kind: 'suppressed',
    pattern: /\/\/\s*(?:nolint\b|lint:ignore|#nosec\b|coverage:ignore|ignore(?:_for_file)?:)|\b#nosec\b/,
  },
  {
    kind: 'suppressed',
    pattern:
      /\bNOSONAR\b|\bNOLINT\w*|\bnosemgrep\b|\bnosem\b|\bgitleaks:allow\b|\bnocov\b|\bLCOV_EXCL\w*|\bCHECKSTYLE[:.]?\s?OFF\b|\bnoinspection\b/,
  },
  {
    kind: 'suppressed',
    pattern:
      /\bshellcheck\s+disable\b|\bReSharper\s+disable\b|\bcodeql\[|\blgtm\[|@(?:phpstan|psalm|phan)-(?:ignore|suppress)\w*/,
  },
  { kind: 'skipped', pattern: /^\s*\/\/\s*(?:go:build\s+ignore\b|\+build\s+ignore\b)/ },
]

const words: Readonly<Record<Mark['kind'], string>> = {
  skipped: 'a test is skipped',
  only: 'other tests are left out',
  fails: 'a test may fail',
  suppressed: 'a check is suppressed',
  never: 'code never runs',
}

/** What a mark says, in a few words; `found` is what stands in the line. Of these patterns only printable ASCII is found. */
export function markText(kind: Mark['kind'], found: string): string {
  const short = found
    .replaceAll(/\s+/g, ' ')
    .replace(/^[\s;{}(,/*]+/, '')
    .replace(/[\s("'`,:=]+$/, '')
  return `${words[kind]}: ${short.slice(0, 40)}`
}
