import type { DecidedFile } from '#shared/domain/review/decided.ts'
import type { ComputedChangeset } from '#shared/domain/changeset/computed-changeset.ts'
import type { FileDiff, Hunk } from '#shared/domain/changeset/file-diff.ts'
import type { SessionCounts } from '#shared/domain/changeset/counts.ts'
import { fitEdit, type FittedEdit } from '#shared/domain/review/after-text.ts'
import type { Ledger } from '#shared/domain/review/ledger.ts'
import type { LedgerEdit, Place } from '#shared/domain/review/ledger-values.ts'
import { basePathOf } from '#shared/domain/review/outcome.ts'
import {
  countFiles,
  noCounts,
  prepareProjection,
  projectFile,
  type Projection,
} from '#shared/domain/review/project.ts'
import { ok, type Result } from '#shared/base/result.ts'
import type { Objects } from '../git/objects.ts'
import type { GitFailure } from '../git/run.ts'
import { hasLines, readLines } from './review-texts.ts'

/** One revision's changeset with the decisions that count for it. */
export interface ReviewView {
  readonly number: number
  readonly computed: ComputedChangeset
  /** The computed files, and those that only an own edit changes. */
  readonly diffs: readonly FileDiff[]
  readonly projection: Projection
  readonly files: readonly DecidedFile[]
  /** The files as the person sees them: without what an own edit that landed stands in place of. */
  readonly shown: readonly DecidedFile[]
  /** The hunks that are not shown. */
  readonly overridden: ReadonlySet<string>
  readonly fileCounts: readonly SessionCounts[]
  readonly counts: SessionCounts
  readonly indexes: HunkIndexes
}

/** Where each hunk is: the index of its file. */
export type HunkIndexes = ReadonlyMap<string, { readonly file: number; readonly hunk: Hunk }>

/** Works out a view. Only files with own edits are read. */
export async function makeView(
  objects: Objects,
  number: number,
  computed: ComputedChangeset,
  ledger: Ledger,
): Promise<Result<ReviewView, GitFailure>> {
  const fit = await fitEdits(objects, computed.files, ledger.edits)
  if (!fit.ok) return fit
  const { files: diffs, fitted } = fit.value
  const indexes = new Map<string, { file: number; hunk: Hunk }>()
  diffs.forEach((file, index) => {
    for (const hunk of file.hunks) indexes.set(hunk.id, { file: index, hunk })
  })
  const projection = prepareProjection(diffs, ledger, fitted)
  const files = diffs.map((file) => projectFile(file, projection))
  const overridden = overriddenIn(files, ledger)
  const fileCounts = files.map((file) => countFiles(shownOf([file], overridden)))
  return ok({
    number,
    computed,
    diffs,
    projection,
    files,
    shown: shownOf(files, overridden),
    overridden,
    fileCounts,
    counts: addCounts(fileCounts),
    indexes,
  })
}

/** The view after decisions of hunks of these files; the rest is taken over. */
export function updateView(view: ReviewView, changed: ReadonlySet<number>): ReviewView {
  view.projection.groupEffects.clear()
  const files = [...view.files]
  const fileCounts = [...view.fileCounts]
  const overridden = new Set(view.overridden)
  for (const index of changed) {
    const diff = view.diffs[index]
    if (!diff) continue
    const file = projectFile(diff, view.projection)
    files[index] = file
    for (const { id } of file.hunks) overridden.delete(id)
    for (const id of overriddenIn([file], view.projection.ledger)) overridden.add(id)
    fileCounts[index] = countFiles(shownOf([file], overridden))
  }
  const shown = shownOf(files, overridden)
  return { ...view, files, shown, overridden, fileCounts, counts: addCounts(fileCounts) }
}

/**
 * The hunks of a revision that would put back what an own edit replaced that is in the base by now. The person chose their
 * own text, so they are no changes to decide; decided in another way since, or gone and come back, they are again.
 */
function overriddenIn(files: readonly DecidedFile[], ledger: Ledger): ReadonlySet<string> {
  const found = new Set<string>()
  for (const { hunks } of files)
    for (const { id, decision, editedBy, group } of hunks)
      if (decision === 'reject' && editedBy === null && group === null && ledger.isOverridden(id))
        found.add(id)
  return found
}

function shownOf(files: readonly DecidedFile[], overridden: ReadonlySet<string>): readonly DecidedFile[] {
  if (overridden.size === 0) return files
  return files.flatMap((file) => {
    const hunks = file.hunks.filter(({ id }) => !overridden.has(id))
    if (hunks.length === file.hunks.length) return [file]
    return hunks.length === 0 && file.edits.length === 0 ? [] : [{ ...file, hunks }]
  })
}

function addCounts(parts: readonly SessionCounts[]): SessionCounts {
  const sum = noCounts()
  for (const part of parts) {
    sum.files += part.files
    sum.hunks += part.hunks
    sum.undecided += part.undecided
    sum.accepted += part.accepted
    sum.rejected += part.rejected
    sum.deferred += part.deferred
    sum.added += part.added
    sum.deleted += part.deleted
  }
  return sum
}

/** Where a hunk stands, for the ledger. */
export function placeOf(file: FileDiff, hunk: Hunk): Place {
  const { kind, oldStart, oldLines, newStart, newLines } = hunk
  return { path: basePathOf(file), kind, oldStart, oldLines, newStart, newLines }
}

/** Files that are in the base and not in the changeset, but have an own edit. */
function editedOnly(files: readonly FileDiff[], edits: readonly LedgerEdit[]): readonly FileDiff[] {
  if (edits.length === 0) return []
  const known = new Set(files.map(basePathOf))
  const added: FileDiff[] = []
  for (const { basePath, baseMode, baseOid } of edits) {
    if (known.has(basePath) || baseOid === null) continue
    known.add(basePath)
    added.push({
      path: basePath,
      oldPath: null,
      change: 'modified',
      oldMode: baseMode,
      newMode: baseMode,
      oldOid: baseOid,
      newOid: baseOid,
      binary: false,
      hunks: [],
    })
  }
  return added
}

/**
 * Each own edit against the files of a changeset, to which those are added that only an own edit concerns. It holds where
 * they have the bytes that it replaces.
 */
export async function fitEdits(
  objects: Objects,
  changed: readonly FileDiff[],
  edits: readonly LedgerEdit[],
): Promise<
  Result<{ readonly files: readonly FileDiff[]; readonly fitted: readonly FittedEdit[] }, GitFailure>
> {
  if (edits.length === 0) return ok({ files: changed, fitted: [] })
  const files = [...changed, ...editedOnly(changed, edits)]
  const byPath = new Map(files.map((file) => [basePathOf(file), file]))
  const fitted: FittedEdit[] = []
  for (const edit of edits) {
    const file = byPath.get(edit.basePath)
    const comparable = file && hasLines(file) && file.oldOid === edit.baseOid
    if (!comparable || edit.lost) {
      fitted.push({ edit, holds: false, touches: [] })
      continue
    }
    const lines = await readLines(objects, file)
    if (!lines.ok) return lines
    fitted.push(fitEdit(edit, file.hunks, lines.value.revision))
  }
  return ok({ files, fitted })
}
