import { LRUCache } from 'lru-cache'
import { pathsForDisplay } from '#shared/base/path-text.ts'
import { countOf } from '#shared/base/quantity-text.ts'
import { ok, type Result } from '#shared/base/result.ts'
import type { LandingFailure } from '#shared/contract/landing.ts'
import type { GitFailure } from '../git/run.ts'
import type { MergeSubject } from './dependencies.ts'
import { failure } from './failures.ts'
import type { Entry, PathChange } from './tree-entries.ts'

const marks = ['<<<<<<< ', '||||||| ', '>>>>>>> ']

/** Files that are read sooner than a process starts. */
const fewFiles = 50

/** What is asked of whitespace: nothing, so that git's check is of marks alone. */
const marksAlone = '-blank-at-eol,-blank-at-eof,-space-before-tab,-indent-with-non-tab,-tab-in-indent'

/** By the two trees, what git says of them; by two contents, whether one gains marks: a landing asks what its preview asked. */
const withoutMarks = new LRUCache<string, boolean>({ max: 64 })
const gains = new LRUCache<string, boolean>({ max: 10_000 })

/**
 * The files among these changes that have marks of a conflict that nobody resolved and that they did not have before: also a
 * part of them, as where one hunk of it is accepted and another one is not. Few are read; of many, one look of git's mostly
 * says that there are none. A content that git has not whole is a failure.
 */
export async function leftMarks(
  { objects }: Pick<MergeSubject, 'objects'>,
  from: string,
  to: string,
  changes: readonly PathChange[],
): Promise<Result<readonly string[], GitFailure>> {
  const none = changes.length <= fewFiles ? ok(false) : await hasNone(objects, from, to)
  if (!none.ok) return none
  const marked = none.value ? [] : await Promise.all(changes.map((change) => gainsMarks(objects, change)))
  const failed = marked.find((one) => !one.ok)
  if (failed && !failed.ok) return failed
  return ok(changes.filter((_, at) => marked[at]?.ok && marked[at].value).map(({ path }) => path))
}

async function hasNone(
  objects: MergeSubject['objects'],
  from: string,
  to: string,
): Promise<Result<boolean, GitFailure>> {
  const key = `${from} ${to}`
  const known = withoutMarks.get(key)
  if (known !== undefined) return ok(known)
  const checked = await objects.run({
    purpose: 'look for marks of conflicts',
    args: ['diff-tree', '-r', '--check', '--no-renames', from, to],
    config: [['core.whitespace', marksAlone]],
    accept: [0, 2],
  })
  if (!checked.ok) return checked
  withoutMarks.set(key, checked.value.exitCode === 0)
  return ok(checked.value.exitCode === 0)
}

async function gainsMarks(
  objects: MergeSubject['objects'],
  { old, new: now }: PathChange,
): Promise<Result<boolean, GitFailure>> {
  const key = [old, now].map((entry) => (entry ? `${entry.mode} ${entry.oid}` : '')).join(' ')
  const known = gains.get(key)
  if (known !== undefined) return ok(known)
  const after = await countMarks(objects, now)
  if (!after.ok) return after
  const before = after.value === 0 ? ok(0) : await countMarks(objects, old)
  if (!before.ok) return before
  gains.set(key, after.value > before.value)
  return ok(after.value > before.value)
}

async function countMarks(
  objects: MergeSubject['objects'],
  entry: Entry | null,
): Promise<Result<number, GitFailure>> {
  if (!entry?.mode.startsWith('100')) return ok(0)
  const blob = await objects.blob(entry.oid)
  if (!blob.ok) return blob
  if (!marks.some((mark) => blob.value.includes(mark))) return ok(0)
  return ok(blob.value.toString('latin1').match(/^(?:<{7}|\|{7}|>{7}) \S/gm)?.length ?? 0)
}

/** The failure for such files. */
export function withMarks(paths: readonly string[]): Result<never, LandingFailure> {
  return failure(
    'conflictMarks',
    `${marksText(paths)} Nothing was changed. Take one side of each or edit it, reject it, or leave these files; marks that belong there land with \`winnow land --with-marks\`.`,
    { paths },
  )
}

/** What a preview says of them. */
export function marksText(paths: readonly string[]): string {
  return `Marks of a conflict that nobody resolved are accepted in ${countOf(paths.length, 'file')}: ${pathsForDisplay(paths, 3)}.`
}
