import type { FileChange, Hunk } from '../changeset/file-diff.ts'
import { manifestsOf } from '../unit/lockfile.ts'
import { isTestPath, pathReading } from './path-reading.ts'
import { firstRead, rankOf, type FileOrder, type Reading } from './reading.ts'
import { sourcesOfTests } from './tests-beside.ts'

/** A changed file, as far as its place in an order depends on it. */
export interface OrderedFile {
  readonly path: string
  readonly oldPath: string | null
  readonly change: FileChange
  readonly hunks: readonly (Pick<Hunk, 'kind' | 'oldLines' | 'newLines'> & {
    readonly reading?: Reading | null | undefined
  })[]
}

/** A file at its place. */
export interface FilePlace<File> {
  readonly file: File
  readonly reading: Reading
  /** The path of the file that it tests and stands behind, in another folder or not; null where it stands by itself. */
  readonly beside: string | null
}

/**
 * The files of a changeset in the order in which they are read: by their classes, then by path, a test right behind what it
 * tests. Depends on nothing but the files, in whatever order they are given.
 */
export function orderFiles<File extends OrderedFile>(
  files: readonly File[],
  by: FileOrder,
): readonly FilePlace<File>[] {
  const changed = changedPaths(files)
  const places = files.map((file) => ({ file, reading: readingOf(file, changed), beside: null }))
  if (by === 'path') return places.sort((one, other) => byPath(one.file, other.file))
  if (by === 'size')
    return places.sort((one, other) => sizeOf(other.file) - sizeOf(one.file) || byPath(one.file, other.file))
  const sources = sourcesOfTests(
    places.flatMap(({ file, reading }) => (reading.class === 'behaviour' ? file.path : [])),
  )
  return places
    .map((place) => {
      const beside = place.reading.class === 'behaviour' ? (sources.get(place.file.path) ?? null) : null
      const reading =
        beside === null
          ? place.reading
          : { ...place.reading, reason: place.reading.reason ?? `tests ${nameOf(beside)}` }
      return { ...place, reading, beside }
    })
    .sort(
      (one, other) =>
        rankOf(one.reading) - rankOf(other.reading) ||
        compare(one.beside ?? one.file.path, other.beside ?? other.file.path) ||
        Number(one.beside !== null) - Number(other.beside !== null) ||
        byPath(one.file, other.file),
    )
}

/** Which paths change, and which folders something changes in. */
interface ChangedPaths {
  readonly files: ReadonlySet<string>
  readonly folders: ReadonlySet<string>
}

function changedPaths(files: readonly OrderedFile[]): ChangedPaths {
  return {
    files: new Set(files.map(({ path }) => path)),
    folders: new Set(files.flatMap(({ path }) => foldersOf(path))),
  }
}

/** Whether a file is deleted to make room for a folder, or with the folder that a file stands in place of. */
function becomesOther({ path, change }: OrderedFile, { files, folders }: ChangedPaths): boolean {
  return change === 'deleted' && (folders.has(path) || foldersOf(path).some((folder) => files.has(folder)))
}

function foldersOf(path: string): readonly string[] {
  const folders: string[] = []
  for (let at = path.indexOf('/'); at >= 0; at = path.indexOf('/', at + 1)) folders.push(path.slice(0, at))
  return folders
}

/** What a file is to its reader, by its path, by what happens to it, and by the lines of its hunks. */
function readingOf(file: OrderedFile, changed: ChangedPaths): Reading {
  const { path, oldPath, change, hunks } = file
  const signs = hunks.flatMap(({ reading }) => reading ?? [])
  const lost = lostTest(file)
  const modes = hunks.some(({ kind }) => kind === 'mode')
  const whole = hunks.every(({ kind }) => kind !== 'text' && kind !== 'binary')
  const byNames = [path, ...(oldPath === null ? [] : [oldPath])].map((name) =>
    pathReading(name, becomesOther(file, changed) ? 'modified' : change, whole),
  )
  const found = firstRead([
    ...(lost === null ? [] : [lost]),
    ...signs,
    ...byNames,
    ...(change === 'typeChanged' || hunks.some(({ kind }) => kind === 'symlink' || kind === 'submodule')
      ? [{ class: 'runs' as const, reason: 'a link or a submodule' }]
      : []),
    ...(modes ? [{ class: 'runs' as const, reason: 'what may be run' }] : []),
  ]) ?? { class: 'behaviour' as const, reason: null }
  return found.class === 'contract' && followsManifest(file, changed)
    ? { class: 'folded', reason: 'follows its manifest' }
    : found
}

/** What is gone with a test's file, or its name. */
function lostTest({ path, oldPath, change }: OrderedFile): Reading | null {
  if (change === 'deleted' && isTestPath(path))
    return { class: 'weakens', reason: 'a test’s file is deleted' }
  return oldPath !== null && isTestPath(oldPath) && !isTestPath(path)
    ? { class: 'weakens', reason: 'no test by its name any more' }
    : null
}

/** Whether a lockfile changes along with the file in which a person asks for what it says. */
function followsManifest({ path, change }: OrderedFile, { files }: ChangedPaths): boolean {
  if (change !== 'modified') return false
  const folder = path.slice(0, path.lastIndexOf('/') + 1)
  return (manifestsOf(path) ?? []).some((name) => files.has(folder + name))
}

function sizeOf({ hunks }: OrderedFile): number {
  return hunks.reduce((sum, { oldLines, newLines }) => sum + oldLines + newLines, 0)
}

function byPath(one: OrderedFile, other: OrderedFile): number {
  return compare(one.path, other.path)
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1)
}
