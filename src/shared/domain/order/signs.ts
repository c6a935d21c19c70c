import type { FileChange } from '../changeset/file-diff.ts'
import { removedTests, weakenedAssertions } from './assertions.ts'
import { codeOf, TopicLines, type ChangedLines, type TopicHunk } from './changed-lines.ts'
import { MarkFinder } from './find-marks.ts'
import { isReadWhole, loweredLimits } from './limits.ts'
import { isDocument, isLockfile, isTestPath } from './path-reading.ts'
import type { Reading } from './reading.ts'
import { topics } from './topics.ts'
import { selfRunning } from './runs.ts'

/** A changed file, as far as its lines are read by it. */
export interface SignedFile {
  readonly path: string
  readonly oldPath: string | null
  readonly change: FileChange
}

/**
 * What the lines of each hunk say that has it read before others: a test is weakened or a check looks away, or
 * something runs by itself; null where nothing. By the lines alone, whatever the file is called, as long as it is no
 * document. What only moved within the file says nothing. Lines are bytes as Latin-1; no reason has any of them that is
 * not plain ASCII.
 */
export function signsOf(file: SignedFile, hunks: readonly ChangedLines[]): readonly (Reading | null)[] {
  return signsOfHunks(
    file,
    hunks.map(({ removed, added }) => ({ removed: new TopicLines(removed), added: new TopicLines(added) })),
  )
}

/** The topics of both sides of a hunk. */
export interface SideTopics {
  readonly removed: number
  readonly added: number
}

/** Which hunks of a file have to be read, by the topics of their lines: the others say nothing, and excuse nothing. */
export function hunksToRead({ path, oldPath }: SignedFile, hunks: readonly SideTopics[]): readonly boolean[] {
  const names = oldPath === null ? [path] : [path, oldPath]
  if (names.every(isDocument) || isLockfile(path)) return hunks.map(() => false)
  const gone = hunks.reduce((all, { removed }) => all | removed, 0)
  const come = hunks.reduce((all, { added }) => all | added, 0)
  const whole = names.some(isReadWhole) ? topics.line : 0
  // What is gone may stand elsewhere, what is new may have been there: both sides count, once one has anything.
  const moving = (gone & (topics.asserts | topics.tests)) | (come & topics.marks)
  const wanted = whole | moving | topics.limits
  const added = wanted | topics.comments | (names.some(isTestPath) ? topics.evades : 0)
  return hunks.map((hunk) => (hunk.removed & wanted) !== 0 || (hunk.added & added) !== 0)
}

/** The same as `signsOf`, for lines whose topics are known. */
export function signsOfHunks(file: SignedFile, hunks: readonly TopicHunk[]): readonly (Reading | null)[] {
  const { path, oldPath, change } = file
  const isRead = hunksToRead(
    file,
    hunks.map(({ removed, added }) => ({ removed: removed.topics, added: added.topics })),
  )
  if (!isRead.includes(true)) return hunks.map(() => null)
  const names = oldPath === null ? [path] : [path, oldPath]
  if (change === 'deleted')
    return removedTests(hunks).map((gone) => (gone === null ? null : weakens('deleted, with its tests')))
  const tests = removedTests(hunks)
  const marks = new MarkFinder(path).newMarks(hunks)
  const assertions = weakenedAssertions(hunks)
  const limits = loweredLimits(path, hunks, change === 'added')
  const running = selfRunning(path, hunks)
  const mayTest = names.some(isTestPath)
  return hunks.map((hunk, at) => {
    const reason =
      marks[at] ??
      tests[at] ??
      assertions[at] ??
      limits[at] ??
      (change === 'added' ? null : (covered(hunk) ?? (mayTest ? evaded(hunk) : null)))
    if (reason != null) return weakens(reason)
    const runs = running[at] ?? null
    return runs === null ? null : { class: 'runs', reason: runs }
  })
}

/** Of files of these kinds the lines are data, which weakens nothing. */
const data =
  /\.(?:json[l5c]?|ndjson|geojson|[ct]sv|xml|svg|sql|html?|css|map|dat|data|po|xlf|ipynb|parquet|log)$/i

/** What is said of a file of which too much changes to look into: it may hide what the lines of a smaller one would show. */
export function unread({ path, oldPath }: SignedFile): Reading | null {
  const names = oldPath === null ? [path] : [path, oldPath]
  if (names.every((name) => isDocument(name) || data.test(name)) || isLockfile(path)) return null
  return weakens('too large to look into')
}

function weakens(reason: string): Reading {
  return { class: 'weakens', reason }
}

/** Whether a hunk begins a comment that what stands below it is in. */
function covered({ removed, added }: TopicHunk): string | null {
  const open = (lines: readonly string[]): number =>
    lines.filter((line) => /^\s*\/\*(?!.*\*\/)|^\s*=begin\b|^\s*<!--(?!.*-->)/.test(line)).length -
    lines.filter((line) => /\*\/|^\s*=end\b|-->/.test(line) && !/\/\*.*\*\/|<!--.*-->/.test(line)).length
  const now = open(added.of(topics.comments))
  return now > 0 && now > open(removed.of(topics.comments)) ? 'code becomes a comment' : null
}

/** What has a test pass without its end, or whatever fails in it. */
function evaded({ removed, added }: TopicHunk): string | null {
  if ((added.topics & topics.evades) === 0) return null
  const code = added.lines.map(codeOf).filter((line) => line !== '')
  const before = removed.lines.map(codeOf)
  const swallows =
    /\bcatch\s*(?:\([^)]*\))?\s*\{\s*\}|^\s*except\b[^:]*:\s*pass\b|\brescue\s*(?:nil\b|$)|\.catch\(\s*\(\w*\)\s*=>\s*(?:\{\s*\}|undefined|null)\s*\)/
  const found = code.filter((line) => swallows.test(line)).length
  if (found > before.filter((line) => swallows.test(line)).length) return 'an error is swallowed'
  const exits =
    /\b(?:process\.exit|sys\.exit|os\._exit|os\.Exit|std::process::exit|System\.exit|Environment\.Exit)\(\s*0?\s*\)/
  if (code.some((line) => exits.test(line)) && !before.some((line) => exits.test(line)))
    return 'a test ends early'
  const [only, ...others] = code
  return removed.lines.length === 0 &&
    others.length === 0 &&
    /^return(?:\s+(?:nil|null|None|true|undefined))?;?$/.test(only ?? '')
    ? 'a test ends early'
    : null
}
