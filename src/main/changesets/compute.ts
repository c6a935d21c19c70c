import { err, ok, type Result } from '#shared/base/result.ts'
import type { ComputedChangeset } from '#shared/domain/changeset/computed-changeset.ts'
import type { FileChange, FileDiff, Hunk } from '#shared/domain/changeset/file-diff.ts'
import type { Reading } from '#shared/domain/order/reading.ts'
import { unreadHunk } from '#shared/domain/order/changed-lines.ts'
import { hunksToRead, signsOfHunks, unread } from '#shared/domain/order/signs.ts'
import type { Objects } from '#main/git/objects.ts'
import type { GitFailure } from '#main/git/run.ts'
import { hasMoreChanges, tooLargeFailure, unlessTooLarge } from '#main/git/tree-size.ts'
import { textHunkPrefix, unitHunkId, unitIdentity, type UnitIdentity } from './hunk-id.ts'
import type { KeptHunk } from './kept-lines.ts'
import { PatchParser, type PatchSection } from './parse-patch.ts'
import { DiffFormatError, RawParser, type RawEntry } from './parse-raw.ts'

const purpose = 'compute a changeset'

/** The largest changeset: more cannot be decided on by a person, and would fill the memory. */
export const changesetLimits = { files: 250_000, hunks: 1_000_000 }
const tooLarge = `more than ${changesetLimits.files.toLocaleString('en')} files or ${changesetLimits.hunks.toLocaleString('en')} hunks differ, which is more than Winnow can show`
/** In milliseconds: git walks the trees of an ordinary changeset in less. */
const patience = 250

/**
 * Computes what changed from one tree to another, in one git process whose output is read as bytes while it comes.
 * Depends on nothing but the two trees: no attributes, configuration or driver of the repository is read. A file is
 * binary if one of its sides has a NUL in its first 8,000 bytes (git's rule); `binary` is told of files whose content
 * changed. Copies are new files (git is not asked to look for them). The rules of the kinds are at `hunksOf`.
 */
export async function computeChangeset(
  objects: Objects,
  baseTree: string,
  revisionTree: string,
  signal?: AbortSignal,
): Promise<Result<ComputedChangeset, GitFailure>> {
  const empty = { base: baseTree, revision: revisionTree, files: [] }
  if (baseTree === revisionTree) return ok(empty)
  const args = [
    'diff-tree',
    '-r',
    '-M',
    '-l1000',
    '--raw',
    '-p',
    '-U0',
    '--histogram',
    '--full-index',
    '-z',
    '--no-ext-diff',
    '--no-textconv',
    '--submodule=short',
    '--no-color',
    '--end-of-options',
    baseTree,
    revisionTree,
  ]
  const read = objects.read.bind(objects)
  return unlessTooLarge(
    {
      tooLarge: () => hasMoreChanges(read, baseTree, revisionTree, changesetLimits.files),
      sentence: tooLarge,
      purpose,
      patience,
      signal,
    },
    async (stopping) => {
      const files = await readChangeset(objects, args, stopping)
      return files.ok ? ok({ ...empty, files: files.value }) : files
    },
  )
}

async function readChangeset(
  objects: Objects,
  args: readonly string[],
  signal: AbortSignal,
): Promise<Result<readonly FileDiff[], GitFailure>> {
  const process = objects.start({ purpose, args, signal })
  process.stdin.end()
  const parser = new ChangesetParser()
  let broken: string | null = null
  process.stdout.on('data', (chunk: Buffer) => {
    if (broken !== null || parser.tooLarge) return
    broken = understood(() => parser.push(chunk))
    if (broken !== null || parser.tooLarge) process.kill()
  })
  const done = await process.done
  const notUnderstood = (text: string): Result<never, GitFailure> =>
    err({ kind: 'failed', purpose, args, exitCode: null, stderr: `git's output was not understood: ${text}` })
  if (parser.tooLarge) return err(tooLargeFailure(purpose, tooLarge))
  if (broken !== null && !signal.aborted) return notUnderstood(broken)
  if (!done.ok) return done
  let files: FileDiff[] = []
  broken = understood(() => {
    files = parser.end()
  })
  if (broken !== null) return notUnderstood(broken)
  return ok(files)
}

function understood(parse: () => void): string | null {
  try {
    parse()
    return null
  } catch (error) {
    if (error instanceof DiffFormatError) return error.message
    throw error
  }
}

/** Reads raw entries and then the patch; each entry has one section, a type change two. */
class ChangesetParser {
  readonly #raw = new RawParser()
  #patch: PatchParser | null = null
  /** The entry of each section. */
  readonly #entryOf: RawEntry[] = []
  /** What the lines of each hunk say, by section; see `Hunk.reading`. */
  readonly #signs: (readonly (Reading | null)[])[] = []

  get tooLarge(): boolean {
    return (
      this.#raw.entries.length > changesetLimits.files || (this.#patch?.hunks ?? 0) > changesetLimits.hunks
    )
  }

  push(chunk: Buffer): void {
    if (this.#patch) return this.#patch.push(chunk)
    const rest = this.#raw.push(chunk)
    if (!rest) return
    for (const entry of this.#raw.entries) {
      this.#entryOf.push(entry)
      if (entry.status === 'T') this.#entryOf.push(entry)
    }
    this.#patch = new PatchParser((section) => {
      const entry = this.#entryOf[section]
      if (!entry) throw new DiffFormatError('more files in the patch than in the raw entries')
      return hasTextHunks(entry)
        ? textHunkPrefix(entry.source ?? entry.path, entry.status === 'A' ? entry.newMode : null)
        : null
    }, this.#readSection.bind(this))
    this.#patch.push(rest)
  }

  #readSection(section: number, hunks: readonly KeptHunk[] | null): void {
    const entry = this.#entryOf[section]
    if (entry === undefined || hunks?.length === 0) return
    const file = { path: entry.path, oldPath: oldPathOf(entry), change: changeOf(entry) }
    if (hunks === null) {
      // What holds for all of the file is told of its first hunk.
      this.#signs[section] = [unread(file)]
      return
    }
    const isRead = hunksToRead(
      file,
      hunks.map(({ removed, added }) => ({ removed: removed.topics, added: added.topics })),
    )
    if (!isRead.includes(true)) return
    this.#signs[section] = signsOfHunks(
      file,
      hunks.map(({ removed, added }, at) =>
        isRead[at] === true ? { removed: removed.read(), added: added.read() } : unreadHunk,
      ),
    )
  }

  end(): FileDiff[] {
    this.#patch?.end()
    if (!this.#raw.complete || (this.#raw.entries.length > 0 && !this.#patch))
      throw new DiffFormatError('the raw entries break off')
    const sections = this.#patch?.sections ?? []
    if (sections.length !== this.#entryOf.length)
      throw new DiffFormatError(`${sections.length} files in the patch, ${this.#entryOf.length} expected`)
    let at = 0
    return this.#raw.entries.map((entry) => {
      const own = sections.slice(at, entry.status === 'T' ? at + 2 : at + 1)
      const signs = this.#signs[at] ?? []
      at += own.length
      verify(entry, own)
      return fileDiff(entry, own, signs)
    })
  }
}

const regular = (mode: string): boolean => mode.startsWith('100')
const link = '120000'
const submodule = '160000'

/** Whether the patch's hunks of an entry are decided one by one. */
function hasTextHunks(entry: RawEntry): boolean {
  if (entry.status === 'A') return regular(entry.newMode)
  return (entry.status === 'M' || entry.status === 'R') && regular(entry.oldMode) && regular(entry.newMode)
}

/** The sections must be those of the entry: their ids are the entry's. */
function verify(entry: RawEntry, sections: readonly PatchSection[]): void {
  const zero = '0'.repeat(entry.oldOid.length)
  const expected =
    entry.status === 'T'
      ? [
          { oldOid: entry.oldOid, newOid: zero },
          { oldOid: zero, newOid: entry.newOid },
        ]
      : [{ oldOid: entry.oldOid, newOid: entry.newOid }]
  sections.forEach((section, index) => {
    const same =
      section.oldOid === null
        ? entry.oldOid === entry.newOid
        : section.oldOid === expected[index]?.oldOid && section.newOid === expected[index]?.newOid
    if (!same) throw new DiffFormatError('the patch is of other contents than the raw entry')
  })
}

const changes: Readonly<Record<string, FileChange>> = {
  A: 'added',
  D: 'deleted',
  M: 'modified',
  R: 'renamed',
  T: 'typeChanged',
}

function changeOf({ status }: RawEntry): FileChange {
  return changes[status] ?? 'modified'
}

function oldPathOf({ status, source }: RawEntry): string | null {
  return status === 'R' ? source : null
}

function fileDiff(
  entry: RawEntry,
  sections: readonly PatchSection[],
  signs: readonly (Reading | null)[],
): FileDiff {
  const binary = sections.some((section) => section.binary)
  return {
    path: entry.path,
    oldPath: oldPathOf(entry),
    change: changeOf(entry),
    oldMode: entry.oldMode,
    newMode: entry.newMode,
    oldOid: entry.status === 'A' ? null : entry.oldOid,
    newOid: entry.status === 'D' ? null : entry.newOid,
    binary,
    hunks: hunksOf(entry, sections[0], binary, signs),
  }
}

/**
 * The hunks of one file. Units first, in the order rename, mode, content: a deletion of anything is one unit; so is a
 * type change; an added symbolic link, binary or submodule is one of its kind; a rename and a change of the
 * executable bit stand beside the content's hunks, which are against the old path.
 */
function hunksOf(
  entry: RawEntry,
  section: PatchSection | undefined,
  binary: boolean,
  signs: readonly (Reading | null)[],
): readonly Hunk[] {
  const { oldMode, newMode, oldOid, newOid, status } = entry
  const sides = { ...entry, basePath: entry.source ?? entry.path, added: status === 'A' }
  const unit = (kind: UnitIdentity['kind'], lines: Partial<Hunk> = {}): Hunk => ({
    id: unitHunkId(unitIdentity(kind, sides)),
    kind,
    oldStart: 0,
    oldLines: 0,
    newStart: 0,
    newLines: 0,
    ...lines,
  })
  if (status === 'D') {
    const lines = !binary && regular(oldMode) ? section?.hunks[0] : undefined
    const sign = signed(signs[0])
    return [unit('delete', { oldStart: lines?.oldStart ?? 0, oldLines: lines?.oldLines ?? 0, ...sign })]
  }
  if (status === 'T') return [unit('type')]
  const hunks: Hunk[] = []
  if (status === 'R') hunks.push(unit('rename'))
  if (status !== 'A' && oldMode !== newMode) hunks.push(unit('mode'))
  if (oldOid === newOid) return hunks
  if (newMode === link) hunks.push(unit('symlink'))
  else if (newMode === submodule) hunks.push(unit('submodule'))
  else if (binary) hunks.push(unit('binary'))
  else if (section && section.hunks.length > 0)
    for (const [at, hunk] of section.hunks.entries())
      hunks.push({ ...hunk, kind: 'text', ...signed(signs[at]) })
  else if (status === 'A') hunks.push(unit('add'))
  return hunks
}

/** Absent where there is nothing to say: few hunks have any. */
function signed(sign: Reading | null | undefined): Pick<Hunk, 'reading'> {
  return sign == null ? {} : { reading: sign }
}
