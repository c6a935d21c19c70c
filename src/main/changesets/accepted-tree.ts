import type { DecidedFile, OwnEdit } from '#shared/domain/review/decided.ts'
import type { FileChange } from '#shared/domain/changeset/file-diff.ts'
import { fromBase64 } from '#shared/diff/base64.ts'
import { equalBytes, toLines } from '#shared/diff/lines.ts'
import { replaceRanges, replacementOf, type Replacement } from '#shared/diff/splice.ts'
import { basePathOf, outcomeOf, type FileOutcome } from '#shared/domain/review/outcome.ts'
import { err, ok, type Result } from '#shared/base/result.ts'
import type { AcceptedTree } from '#shared/domain/landing/accepted-tree.ts'
import type { LandedFile } from '#shared/domain/landing/landed-file.ts'
import type { Objects, TreeChange } from '../git/objects.ts'
import type { GitFailure } from '../git/run.ts'

interface Settled {
  readonly file: DecidedFile
  readonly outcome: FileOutcome | null
  readonly oid: string | null
}

const absentMode = '000000'
/** How many files are spliced at once: bounds the blobs in memory. */
const batch = 200

/**
 * The tree made of the base and the accepted hunks and own edits, nothing else: a pure function of its arguments.
 * Only files of which a part is accepted are read. It checks itself: the files of the changeset must lead from the
 * base to the revision (once for each pair of trees), a spliced file must be the revision's when all its hunks are
 * taken, and no path may lie below another; a violation is a bug and throws, and nothing was touched then.
 */
export async function buildAcceptedTree(
  objects: Objects,
  base: string,
  revisionTree: string,
  files: readonly DecidedFile[],
): Promise<Result<AcceptedTree, GitFailure>> {
  const checked = await checkChangeset(objects, base, revisionTree, files)
  if (!checked.ok) return checked
  const settled: Settled[] = []
  const written: Uint8Array[] = []
  for (let from = 0; from < files.length; from += batch) {
    const some = await Promise.all(files.slice(from, from + batch).map((file) => settle(objects, file)))
    for (const result of some) {
      if (!result.ok) return result
      settled.push(result.value.settled)
      if (result.value.bytes) written.push(result.value.bytes)
    }
  }
  const blobs = await objects.writeBlobs(written)
  if (!blobs.ok) return blobs
  checkPaths(settled)
  const tree = await objects.knownTree(base, changesOf(settled))
  if (!tree.ok) return tree
  return ok({ tree: tree.value, files: settled.flatMap((one) => landedFile(one)) })
}

/** The outcome of one file with its blob's id, and its bytes where they may be new to the repository. */
async function settle(
  objects: Objects,
  file: DecidedFile,
): Promise<Result<{ readonly settled: Settled; readonly bytes: Uint8Array | null }, GitFailure>> {
  const outcome = outcomeOf(file)
  if (!outcome) return ok({ settled: { file, outcome, oid: null }, bytes: null })
  if (outcome.content.kind === 'base')
    return ok({ settled: { file, outcome, oid: file.oldOid }, bytes: null })
  if (outcome.content.kind === 'revision') {
    return ok({ settled: { file, outcome, oid: file.newOid }, bytes: null })
  }
  const [base, revision] = await Promise.all([
    blobOrEmpty(objects, file.oldOid),
    blobOrEmpty(objects, file.newOid),
  ])
  if (!base.ok) return base
  if (!revision.ok) return revision
  const baseLines = toLines(base.value)
  const revisionLines = toLines(revision.value)
  const text = file.hunks.filter((hunk) => hunk.kind === 'text')
  const whole = replaceRanges(
    baseLines,
    text.map((hunk) => replacementOf(revisionLines, hunk)),
  )
  if (!equalBytes(whole, revision.value))
    throw new Error(`the hunks of ${file.path} do not make its revision`)
  const bytes = replaceRanges(baseLines, [
    ...outcome.content.hunks.map((hunk) => replacementOf(revisionLines, hunk)),
    ...outcome.content.edits.map(editReplacement),
  ])
  return ok({ settled: { file, outcome, oid: objects.blobId(bytes) }, bytes })
}

function editReplacement(edit: OwnEdit): Replacement {
  return { oldStart: edit.oldStart, oldLines: edit.oldLines, bytes: fromBase64(edit.bytes) }
}

async function blobOrEmpty(objects: Objects, oid: string | null): Promise<Result<Uint8Array, GitFailure>> {
  return oid === null ? ok(new Uint8Array(0)) : objects.blob(oid)
}

function changesOf(settled: readonly Settled[]): TreeChange[] {
  const changes = new Map<string, TreeChange>()
  for (const { file, outcome } of settled) {
    const basePath = basePathOf(file)
    if (file.oldMode !== absentMode && outcome?.path !== basePath) {
      changes.set(basePath, { path: basePath, mode: absentMode, oid: null })
    }
  }
  for (const { file, outcome, oid } of settled) {
    if (!outcome || isUnchanged(file, outcome, oid)) continue
    const before = changes.get(outcome.path)
    if (before && before.oid !== null) throw new Error(`two files would stand at ${outcome.path}`)
    changes.set(outcome.path, { path: outcome.path, mode: outcome.mode, oid })
  }
  return [...changes.values()]
}

function isUnchanged(file: DecidedFile, outcome: FileOutcome, oid: string | null): boolean {
  return outcome.path === basePathOf(file) && outcome.mode === file.oldMode && oid === file.oldOid
}

/** Git's plumbing would silently drop a file whose path is another file's folder; see the groups of a changeset. */
function checkPaths(settled: readonly Settled[]): void {
  const present = new Set(settled.flatMap(({ outcome }) => (outcome ? [outcome.path] : [])))
  for (const path of present) {
    for (let at = path.indexOf('/'); at >= 0; at = path.indexOf('/', at + 1)) {
      const folder = path.slice(0, at)
      if (present.has(folder)) throw new Error(`${folder} would be both a file and a folder`)
    }
  }
}

function landedFile({ file, outcome, oid }: Settled): LandedFile[] {
  const hadBase = file.oldMode !== absentMode
  if (!outcome && !hadBase) return []
  if (outcome && isUnchanged(file, outcome, oid)) return []
  const { added, deleted } = countLines(file, outcome)
  const moved = hadBase && outcome !== null && outcome.path !== basePathOf(file)
  return [
    {
      path: outcome?.path ?? file.path,
      oldPath: moved ? basePathOf(file) : null,
      change: landedChange(file, outcome, moved),
      added,
      deleted,
      oldMode: file.oldMode,
      newMode: outcome?.mode ?? absentMode,
      oldOid: file.oldOid,
      newOid: oid,
    },
  ]
}

function landedChange(file: DecidedFile, outcome: FileOutcome | null, moved: boolean): FileChange {
  if (!outcome) return 'deleted'
  if (file.oldMode === absentMode) return 'added'
  if (moved) return 'renamed'
  return file.change === 'typeChanged' ? 'typeChanged' : 'modified'
}

function countLines(file: DecidedFile, outcome: FileOutcome | null): { added: number; deleted: number } {
  let added = 0
  let deleted = 0
  for (const hunk of file.hunks) {
    if (hunk.decision !== 'accept' || hunk.editedBy !== null) continue
    added += hunk.newLines
    deleted += hunk.oldLines
  }
  if (outcome?.content.kind !== 'splice') return { added, deleted }
  for (const edit of outcome.content.edits) {
    added += toLines(fromBase64(edit.bytes)).count
    deleted += edit.oldLines
  }
  return { added, deleted }
}

const verified = new WeakMap<Objects, Set<string>>()

async function checkChangeset(
  objects: Objects,
  base: string,
  revisionTree: string,
  files: readonly DecidedFile[],
): Promise<Result<null, GitFailure>> {
  const key = `${base} ${revisionTree} ${files.length}`
  const done = verified.get(objects) ?? new Set<string>()
  verified.set(objects, done)
  if (done.has(key)) return ok(null)
  const all = files.map((file) => ({
    ...file,
    edits: [],
    hunks: file.hunks.map((hunk) => ({ ...hunk, decision: 'accept' as const, editedBy: null })),
  }))
  const settled: Settled[] = []
  for (const file of all) {
    const outcome = outcomeOf(file)
    const oid = outcome?.content.kind === 'base' ? file.oldOid : outcome ? file.newOid : null
    if (outcome?.content.kind === 'splice') throw new Error(`${file.path} is not whole with all hunks`)
    settled.push({ file, outcome, oid })
  }
  const tree = await objects.knownTree(base, changesOf(settled))
  if (!tree.ok) return tree
  const same = await sameFiles(objects, tree.value, revisionTree)
  if (!same.ok) return same
  if (!same.value) {
    return err({
      kind: 'failed',
      purpose: 'verify the changeset against its revision',
      args: [],
      exitCode: null,
      stderr: `the changeset from tree ${base} makes ${tree.value}, not ${revisionTree}`,
    })
  }
  done.add(key)
  return ok(null)
}

/**
 * Whether two trees have the same files. Their ids may differ all the same: git writes modes in one way, and reads those of
 * old and foreign programs too (100664, 040000).
 */
async function sameFiles(objects: Objects, one: string, other: string): Promise<Result<boolean, GitFailure>> {
  if (one === other) return ok(true)
  const compared = await objects.run({
    purpose: 'verify the changeset against its revision',
    args: ['diff-tree', '--quiet', '-r', '--no-renames', one, other],
    accept: [0, 1],
  })
  return compared.ok ? ok(compared.value.exitCode === 0) : compared
}
