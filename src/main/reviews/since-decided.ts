import type { Result } from '#shared/base/result.ts'
import type { ChangesetFailure } from '#shared/contract/changeset.ts'
import type { FileDiff } from '#shared/domain/changeset/file-diff.ts'
import type { FileText, SinceDecided } from '#shared/domain/changeset/file-text.ts'
import type { DecidedFile, DecidedHunk } from '#shared/domain/review/decided.ts'
import type { ChangesetCache } from './changeset-cache.ts'
import { hasLines } from './review-texts.ts'
import type { SessionReview } from './session-review.ts'

interface Asked {
  readonly review: SessionReview
  readonly cache: ChangesetCache
  readonly file: DecidedFile
  readonly read: (file: DecidedFile) => Promise<Result<FileText, ChangesetFailure>>
}

/**
 * Adds to the text of a new file what it was when the person decided it, so that only the difference has to be read. It is
 * left out wherever that is not certain: of a file that was not new then either, of one that is no text on both sides, and
 * of what a command line decided, since nobody read that. Nothing is decided by it.
 */
export async function withDecided(text: FileText, asked: Asked): Promise<FileText> {
  const since = await sinceDecided(text, asked)
  return since === null ? text : { ...text, since }
}

async function sinceDecided(
  { after }: FileText,
  { review, cache, file, read }: Asked,
): Promise<SinceDecided | null> {
  const [hunk, another] = file.hunks
  const past = hunk?.supersedes ?? null
  if (hunk === undefined || another !== undefined || past === null || past.client !== undefined) return null
  if (hunk.kind !== 'text' || past.verdict === 'defer' || !isNew(file) || file.edits.length > 0) return null
  if (after === null || after.omitted !== null) return null
  const loaded = await review.exclusively(() => review.load())
  if (!loaded.ok) return null
  const { subject, view } = loaded.value
  const record = review.ledger.record(past.hunk)
  const revision = subject.revisions.find(({ number }) => number === record?.revision)
  const isNewest = view.shown.some((one) => one.path === file.path && one.newOid === file.newOid)
  if (!record || !revision || !isNewest) return null
  const then = await cache.get(subject.objects, record.base, revision.tree)
  if (!then.ok) return null
  const decided = then.value.files.find((one) => one.path === file.path)
  if (!decided || !isNew(decided) || decided.hunks.every(({ id }) => id !== past.hunk)) return null
  const between = await cache.get(subject.objects, revision.tree, view.computed.revision)
  if (!between.ok) return null
  const change = between.value.files.find((one) => one.path === file.path)
  // Of which only the mode changed there is nothing to read.
  if (!change || change.change !== 'modified' || change.hunks.every(({ kind }) => kind !== 'text'))
    return null
  const both = await read(asDecided(change))
  if (!both.ok || both.value.before === null || both.value.after === null) return null
  // Held against another text, this one may look like something else.
  if (both.value.after.text !== after.text || both.value.after.encoding !== after.encoding) return null
  return {
    hunk: hunk.id,
    decided: past.hunk,
    number: revision.number,
    before: both.value.before,
    lines: both.value.lines.map(({ oldStart, oldLines, newStart, newLines }) => {
      return { oldStart, oldLines, newStart, newLines }
    }),
  }
}

function isNew(file: FileDiff | DecidedFile): boolean {
  return file.change === 'added' && hasLines(file)
}

/** The change between two revisions, about which nothing was decided. */
function asDecided(file: FileDiff): DecidedFile {
  const hunks = file.hunks
    .filter(({ kind }) => kind === 'text')
    .map((hunk): DecidedHunk => {
      return { ...hunk, decision: null, editedBy: null, cameBack: false, supersedes: null, group: null }
    })
  return { ...file, hunks, edits: [] }
}
