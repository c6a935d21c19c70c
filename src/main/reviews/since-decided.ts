import { toDisplayText } from '#shared/diff/display-text.ts'
import type { FileDiff } from '#shared/domain/changeset/file-diff.ts'
import type { DisplaySide, FileText, SinceDecided } from '#shared/domain/changeset/file-text.ts'
import type { DecidedFile, DecidedHunk, Superseded } from '#shared/domain/review/decided.ts'
import {
  heldPlace,
  heldText,
  type DecidedPlace,
  type HeldPlace,
  type NamedText,
} from '#shared/domain/review/held-against.ts'
import { basePathOf } from '#shared/domain/review/outcome.ts'
import { clientOf } from '#shared/domain/review/ledger-values.ts'
import type { ChangesetCache } from './changeset-cache.ts'
import { hasLines, readLines } from './review-texts.ts'
import type { LoadedReview, SessionReview } from './session-review.ts'

interface Asked {
  readonly review: SessionReview
  readonly cache: ChangesetCache
  readonly file: DecidedFile
}

/** A file of more hunks is shown against the base alone: where changes stand within others, all of them are looked at. */
const mostHunks = 500

/**
 * Adds to the text of a file what it was where the person decided hunks that are others now, so that only the difference
 * has to be read. A place is left out wherever that is not certain, where the decision was only put off, and where a
 * command line made it, since nobody read that. Nothing is decided by it.
 */
export async function withDecided(text: FileText, asked: Asked): Promise<FileText> {
  const since = await sinceDecided(text, asked)
  return since === null ? text : { ...text, since }
}

type Reconsidered = DecidedHunk & { readonly supersedes: Superseded }

async function sinceDecided(
  { before, after }: FileText,
  { review, cache, file }: Asked,
): Promise<SinceDecided | null> {
  const wanted = file.hunks.filter(isReconsidered)
  if (wanted.length === 0 || file.hunks.length > mostHunks || file.edits.length > 0 || !hasLines(file))
    return null
  if (after === null || after.omitted !== null || (before?.encoding ?? after.encoding) !== after.encoding)
    return null
  const loaded = await review.read()
  if (!loaded.ok) return null
  const { subject, view } = loaded.value
  if (view.shown.every((one) => one.path !== file.path || one.newOid !== file.newOid)) return null
  const lines = await readLines(subject.objects, file)
  if (!lines.ok) return null
  const now: NamedText = { lines: lines.value.revision, changes: textHunks(file) }
  const places: HeldPlace[] = []
  const held = new Set<string>()
  for (const one of wanted) {
    if (held.has(one.id)) continue
    const past = await decidedPlace(one, wanted, { review, cache, file, loaded: loaded.value })
    const place = past === null ? null : heldPlace(now, past)
    if (place === null) continue
    places.push(place)
    for (const { hunk } of place.runs) held.add(hunk)
  }
  if (places.length === 0) return null
  const { bytes, lines: changes } = heldText(lines.value.base, now, places)
  const side: DisplaySide = {
    oid: subject.objects.blobId(bytes),
    bytes: bytes.length,
    ...toDisplayText(bytes, after.encoding),
    guessed: after.guessed,
    omitted: null,
  }
  if (side.encoding !== after.encoding) return null
  const decided = wanted.filter(({ id }) => held.has(id))
  return {
    decided: decided.map(({ id, supersedes }) => ({ hunk: id, decided: supersedes.hunk })),
    before: side,
    lines: changes,
  }
}

/** Whether a person decided another content of it. */
function isReconsidered(hunk: DecidedHunk): hunk is Reconsidered {
  const past = hunk.supersedes
  return hunk.kind === 'text' && past !== null && past.client === undefined && past.verdict !== 'defer'
}

/** What a file was when a hunk of it was decided; null where it was another file, or over another base. */
async function decidedPlace(
  { id, supersedes }: Reconsidered,
  all: readonly Reconsidered[],
  { review, cache, file, loaded: { subject, view } }: Asked & { readonly loaded: LoadedReview },
): Promise<DecidedPlace | null> {
  const record = review.ledger.record(supersedes.hunk)
  const revision = subject.revisions.find(({ number }) => number === record?.revision)
  if (!record || !revision) return null
  const then = await cache.get(subject.objects, record.base, revision.tree)
  if (!then.ok) return null
  const former = then.value.files.find((one) => one.path === file.path)
  if (!former || !isSameFile(former, file)) return null
  const between = await cache.get(subject.objects, revision.tree, view.computed.revision)
  if (!between.ok) return null
  const change = between.value.files.find((one) => one.path === file.path)
  if (change?.change !== 'modified' || !hasLines(change)) return null
  const lines = await readLines(subject.objects, former)
  if (!lines.ok) return null
  const isAlike = (hunk: { readonly id: string }): boolean => {
    const own = review.ledger.record(hunk.id)
    return own?.verdict === supersedes.verdict && own.by.kind === 'person' && clientOf(own.by) === undefined
  }
  const decided = new Set(
    textHunks(former)
      .filter(isAlike)
      .map((one) => one.id),
  )
  if (!decided.has(supersedes.hunk)) return null
  const alike = all.filter((one) => one.supersedes.verdict === supersedes.verdict)
  return {
    hunk: id,
    reconsidered: new Set(alike.map((one) => one.id)),
    decided,
    former: { lines: lines.value.revision, changes: textHunks(former) },
    between: textHunks(change),
  }
}

/** Whether both are changes of the same content of the base: of a new file that is nothing, whatever the base. */
function isSameFile(former: FileDiff, file: DecidedFile): boolean {
  return hasLines(former) && former.oldOid === file.oldOid && basePathOf(former) === basePathOf(file)
}

function textHunks(file: FileDiff): FileDiff['hunks'] {
  return file.hunks.filter(({ kind }) => kind === 'text')
}
