import type { Hunk } from '../changeset/file-diff.ts'
import { isBuiltIn } from './built-in-names.ts'
import { moduleKey, resolves } from './name-modules.ts'
import {
  nameLanguageOf,
  type NameLink,
  type NamePlace,
  type NamesInText,
  type NameUse,
  type NamedLine,
} from './names.ts'

/** A file whose names are known. */
export interface NamedFile {
  readonly path: string
  readonly isRenamed: boolean
  /** None: it is not changed, and only its revision is given. */
  readonly hunks: readonly Hunk[]
  /** null where the side has no such file. */
  readonly base: NamesInText | null
  readonly revision: NamesInText | null
}

/** Most places of a name that are told. */
const mostUses = 100

/**
 * The names that hunks of a file define or take away, each with its uses: by what the file says alone; and, as far as `others`
 * are all the files that spell the name, by what other files take from it. A name of which another definition can be meant is
 * left out. A pure function; of `file` itself nothing is in `others`.
 */
export function nameLinks(file: NamedFile, others: readonly NamedFile[]): readonly NameLink[] {
  const language = nameLanguageOf(file.path)
  if (language === null) return []
  const links =
    language === 'go'
      ? packageLinks(file, others)
      : [...localLinks(file), ...(language === 'rust' ? [] : moduleLinks(file, others))]
  return links.filter(({ name, definitions, uses }) => {
    if (name === '_' || isBuiltIn(language, name)) return false
    return definitions.length > 0 && uses.length > 0
  })
}

/** The names of a file that other files may use, and whose definition one of its hunks adds or takes away. */
export function changedExports(file: NamedFile): readonly string[] {
  const language = nameLanguageOf(file.path)
  if (language === null || language === 'rust' || (language !== 'go' && file.isRenamed)) return []
  const listed = language === 'go' ? definedIn : exportedBy
  const atoms = places(file, listed)
  return [...byName(atoms)].flatMap(([name, found]) =>
    found.every(isOfHunk) && !isBuiltIn(language, name) ? [name] : [],
  )
}

type Place = NameUse & { readonly name: string }

/** What the file itself uses of what it defines or imports. */
function localLinks(file: NamedFile): readonly NameLink[] {
  if (sides(file).some(({ open }) => open === 'all')) return []
  const bound = new Set(sides(file).flatMap((side) => side.bound))
  const definitions = byName(places(file, namesOf))
  const uses = byName(places(file, (side) => side.uses))
  return linksOf(definitions, (name) => (bound.has(name) ? [] : (uses.get(name) ?? [])))
}

/** What other files import of it by name. */
function moduleLinks(file: NamedFile, others: readonly NamedFile[]): readonly NameLink[] {
  if (file.isRenamed) return []
  const language = nameLanguageOf(file.path)
  const key = moduleKey(file.path)
  const same = [file, ...others.filter((one) => moduleKey(one.path) === key)]
  if (same.some((one) => one.isRenamed || sides(one).some(({ open }) => open !== 'no'))) return []
  // What a package's file imports may be one of the package's own modules, which is there without it.
  const isPackage = language === 'python' && file.path.endsWith('/__init__.py')
  const handed = isPackage
    ? new Set(sides(file).flatMap((side) => side.imports.map(({ name }) => name)))
    : null
  const definitions = byName(same.flatMap((one) => places(one, exportedBy)))
  const keys = new Set([file, ...others].map(({ path }) => moduleKey(path)))
  return linksOf(definitions, (name) =>
    handed?.has(name) === true
      ? []
      : others
          .filter((one) => !same.includes(one) && nameLanguageOf(one.path) === language)
          .flatMap((one) =>
            places(one, (side) =>
              side.imports.flatMap(({ imported, from, line }) =>
                imported === name && resolves(from, one.path, key, keys) ? [{ name, line }] : [],
              ),
            ),
          ),
  )
}

/** What files of one folder use of it: in Go they are one package. */
function packageLinks(file: NamedFile, others: readonly NamedFile[]): readonly NameLink[] {
  const folder = folderOf(file.path)
  const all = [
    file,
    ...others.filter(({ path }) => folderOf(path) === folder && nameLanguageOf(path) === 'go'),
  ]
  if (all.some((one) => one.isRenamed || sides(one).some(({ open }) => open === 'all'))) return []
  const bound = new Set(all.flatMap(sides).flatMap((side) => side.bound))
  const definitions = byName(all.flatMap((one) => places(one, definedIn)))
  const uses = byName(all.flatMap((one) => places(one, (side) => side.uses)))
  const own = new Set(file.hunks.map(({ id }) => id))
  return linksOf(definitions, (name) => (bound.has(name) ? [] : (uses.get(name) ?? []))).filter(
    (link) => link.definitions.some(({ hunk }) => own.has(hunk)) && !['init', 'main'].includes(link.name),
  )
}

function linksOf(
  definitions: ReadonlyMap<string, readonly Place[]>,
  usesOf: (name: string) => readonly Place[],
): readonly NameLink[] {
  const links: NameLink[] = []
  for (const [name, found] of definitions) {
    if (!found.every(isOfHunk)) continue
    const uses = usesOf(name)
    // Where it is used and was not defined it comes from somewhere else.
    const wasThere = found.some(({ side }) => side === 'removed')
    if (!wasThere && uses.some(({ side }) => side !== 'added')) continue
    links.push({
      name,
      definitions: distinct(found.map(({ hunk, side }) => ({ hunk, side }))),
      uses: uses.slice(0, mostUses).map(({ path, line, hunk, side }) => ({ path, line, hunk, side })),
    })
  }
  return links
}

function distinct(
  found: readonly (NamePlace & { readonly hunk: string })[],
): readonly (NamePlace & { readonly hunk: string })[] {
  return [...new Map(found.map((one) => [`${one.side} ${one.hunk}`, one])).values()]
}

function isOfHunk<T extends NamePlace>(place: T): place is T & { readonly hunk: string } {
  return place.hunk !== null
}

function sides({ base, revision }: NamedFile): readonly NamesInText[] {
  return [base, revision].filter((side) => side !== null)
}

function definedIn(side: NamesInText): readonly NamedLine[] {
  return side.definitions
}

function namesOf(side: NamesInText): readonly NamedLine[] {
  return [
    ...side.definitions,
    ...side.imports.flatMap(({ name, line }) => (name === null ? [] : [{ name, line }])),
  ]
}

function exportedBy(side: NamesInText): readonly NamedLine[] {
  return [...side.definitions.filter(({ exported }) => exported), ...side.exports]
}

/** Where each of these names stands: in lines of the revision, and in those of the base that a hunk takes away. */
function places(file: NamedFile, of: (side: NamesInText) => readonly NamedLine[]): readonly Place[] {
  const at = (name: string, line: number, hunk: string | null, side: NamePlace['side']): Place => ({
    name,
    path: file.path,
    line,
    hunk,
    side,
  })
  const now = file.revision === null ? [] : of(file.revision)
  const before = file.base === null ? [] : of(file.base)
  const newHunk = holderOf(file.hunks, ({ newStart, newLines }) => [newStart, newLines])
  const oldHunk = holderOf(file.hunks, ({ oldStart, oldLines }) => [oldStart, oldLines])
  const gone = file.hunks.find(({ kind }) => kind === 'delete')?.id
  return [
    ...now.map(({ name, line }) => {
      const hunk = newHunk(line)
      return at(name, line, hunk, hunk === null ? 'kept' : 'added')
    }),
    ...before.flatMap(({ name, line }) => {
      const hunk = gone ?? oldHunk(line)
      return hunk === null ? [] : [at(name, line, hunk, 'removed' as const)]
    }),
  ]
}

/** Finds the hunk that has a line on a side. */
function holderOf(
  hunks: readonly Hunk[],
  rangeOf: (hunk: Hunk) => readonly [start: number, lines: number],
): (line: number) => string | null {
  const ranges = hunks
    .filter(({ kind }) => kind === 'text')
    .map((hunk) => ({ id: hunk.id, range: rangeOf(hunk) }))
    .filter(({ range: [, lines] }) => lines > 0)
    .sort((one, other) => one.range[0] - other.range[0])
  return (line) => {
    let low = 0
    let high = ranges.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((ranges[middle]?.range[0] ?? Infinity) <= line) low = middle + 1
      else high = middle
    }
    const found = ranges[low - 1]
    return found !== undefined && line < found.range[0] + found.range[1] ? found.id : null
  }
}

function byName(found: readonly Place[]): ReadonlyMap<string, readonly Place[]> {
  const names = new Map<string, Place[]>()
  for (const place of found) {
    const known = names.get(place.name)
    if (known === undefined) names.set(place.name, [place])
    else known.push(place)
  }
  return names
}

function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/') + 1)
}
