import { pathToText } from '#shared/base/path-text.ts'
import type { ComputedChangeset } from '#shared/domain/changeset/computed-changeset.ts'
import type { FileDiff } from '#shared/domain/changeset/file-diff.ts'
import { changedExports, nameLinks, type NamedFile } from '#shared/domain/unit/name-links.ts'
import {
  extensionsOf,
  type FoundLinks,
  nameLanguageOf,
  type NameLanguage,
  type NameLink,
  type NamesInText,
} from '#shared/domain/unit/names.ts'
import type { Objects } from '../git/objects.ts'
import type { UnitCutter } from './unit-cutter.ts'

/** Most bytes of a side that is read. */
const mostBytes = 400_000
/** Most names of a file that are looked for in others. */
const mostNames = 40
/** Most other files that spell one of them: with more they are words, or what half of the code knows. */
const mostFiles = 40
/** Milliseconds for the walk through both trees. */
const patience = 3_000

/** What a side says that is there and could not be read: it may define anything. */
const unread: NamesInText = { definitions: [], imports: [], exports: [], bound: [], uses: [], open: 'all' }

/**
 * The names that hunks of one file of a changeset define or take away, with their uses in both trees; see `nameLinks`. A
 * function of the trees; what can't be read, or not in time, is left out.
 */
export async function nameLinksOf(
  cutter: UnitCutter,
  objects: Objects,
  computed: ComputedChangeset,
  path: string,
): Promise<FoundLinks> {
  const diff = computed.files.find((one) => one.path === path)
  const language = nameLanguageOf(path)
  if (diff === undefined || language === null || !isPlain(diff)) return whole([])
  const [file] = await readNames(cutter, objects, [sidesOf(diff)])
  if (file === undefined || file.base === unread || file.revision === unread) return whole([])
  const names = changedExports(file)
  const paths =
    names.length === 0
      ? ([] as const)
      : await pathsWith(objects, computed, names, { language, folder: folderOf(path) })
  // In Go the other files of the folder are a part of it.
  const alone = language === 'go' ? [] : nameLinks(file, [])
  if (paths === 'many') return whole(alone)
  if (paths === null) return { links: alone, isWhole: false }
  const changed = new Map(
    computed.files.flatMap((one) => [[one.path, one] as const, [one.oldPath ?? one.path, one] as const]),
  )
  const others = new Map<string, Sides>()
  const unchanged: string[] = []
  for (const other of paths) {
    const its = changed.get(other)
    if (its === undefined) unchanged.push(other)
    else if (its !== diff && isPlain(its)) others.set(its.path, sidesOf(its))
  }
  const kept = await blobsAt(objects, computed.revision, unchanged)
  if (kept === null) return { links: alone, isWhole: false }
  return whole(nameLinks(file, await readNames(cutter, objects, [...others.values(), ...kept])))
}

function whole(links: readonly NameLink[]): FoundLinks {
  return { links, isWhole: true }
}

interface Sides {
  readonly path: string
  readonly isRenamed: boolean
  readonly hunks: FileDiff['hunks']
  /** Blobs. */
  readonly base: string | null
  readonly revision: string | null
}

function sidesOf({ path, oldPath, hunks, oldOid, newOid }: FileDiff): Sides {
  return { path, isRenamed: oldPath !== null, hunks, base: oldOid, revision: newOid }
}

/** Only lines of it change, or all of them come or go. */
function isPlain({ binary, change, oldMode, newMode }: FileDiff): boolean {
  return !binary && change !== 'typeChanged' && [oldMode, newMode].every((mode) => /^(?:100|000)/.test(mode))
}

async function readNames(
  cutter: UnitCutter,
  objects: Objects,
  files: readonly Sides[],
): Promise<readonly NamedFile[]> {
  const texts: { readonly path: string; readonly text: Uint8Array }[] = []
  const read = async (path: string, oid: string | null): Promise<number | null> => {
    if (oid === null) return null
    const blob = await objects.blob(oid)
    if (!blob.ok || blob.value.length > mostBytes) return -1
    return texts.push({ path, text: blob.value }) - 1
  }
  const sides = await Promise.all(
    files.map(
      async ({ path, base, revision }) => [await read(path, base), await read(path, revision)] as const,
    ),
  )
  const names = await cutter.names(texts)
  const of = (at: number | null): NamesInText | null => (at === null ? null : (names[at] ?? unread))
  return files.map(({ path, isRenamed, hunks }, at) => {
    const [base = null, revision = null] = sides[at] ?? []
    return { path, isRenamed, hunks, base: of(base), revision: of(revision) }
  })
}

/** Files of the language that spell one of the names in a tree, if not too many; null where git can't tell, or not in time. */
async function pathsWith(
  objects: Objects,
  { base, revision }: ComputedChangeset,
  names: readonly string[],
  { language, folder }: { readonly language: NameLanguage; readonly folder: string },
): Promise<readonly string[] | 'many' | null> {
  if (names.length > mostNames) return 'many'
  const where =
    language === 'go'
      ? [`:(glob)${folder.replaceAll(/[*?[\\]/g, String.raw`\$&`)}*.go`]
      : extensionsOf(language).map((extension) => `*.${extension}`)
  const found = await objects.run({
    purpose: 'look for the uses of names',
    args: [
      ...['grep', '-z', '-l', '-I', '-F', '-w', ...names.flatMap((name) => ['-e', name])],
      ...[base, revision, '--', ...where],
    ],
    // These are patterns of paths.
    env: { GIT_LITERAL_PATHSPECS: '0' },
    accept: [0, 1],
    signal: AbortSignal.timeout(patience),
  })
  if (!found.ok) return null
  const rows = found.value.stdout.toString('latin1').split('\0')
  const paths = new Set(rows.flatMap((row) => /^[0-9a-f]+:(.+)$/s.exec(row)?.[1] ?? []))
  return paths.size > mostFiles ? 'many' : [...paths].map((path) => pathToText(Buffer.from(path, 'latin1')))
}

/** These files of a tree, which the change leaves as they are; null where git can't tell. */
async function blobsAt(
  objects: Objects,
  tree: string,
  paths: readonly string[],
): Promise<readonly Sides[] | null> {
  // What is no text has no names either.
  const plain = paths.filter((path) => !/[\u{DC80}-\u{DCFF}]/u.test(path))
  if (plain.length === 0) return []
  const listed = await objects.run({
    purpose: 'find files that use names',
    args: ['--literal-pathspecs', 'ls-tree', '-r', '-z', tree, '--', ...plain],
  })
  if (!listed.ok) return null
  const rows = listed.value.stdout.toString('utf8').matchAll(/100\d{3} blob ([0-9a-f]+)\t([^\0]+)\0/g)
  return [...rows].map(([, revision = '', path = '']) => ({
    path,
    isRenamed: false,
    hunks: [],
    base: null,
    revision,
  }))
}

function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/') + 1)
}
