import type { FilePlace } from '#shared/domain/order/order-files.ts'
import type { FileOrder, ReadingClass } from '#shared/domain/order/reading.ts'
import type { DecidedFile } from '#shared/domain/review/decided.ts'

/** A row of the list of files: what a class of them is, a folder that can be folded, or a file by its index. */
export type FileRow =
  | { readonly kind: 'class'; readonly of: ReadingClass }
  | {
      readonly kind: 'folder'
      /** Its path, and before it the class whose files it holds here. */
      readonly key: string
      readonly path: string
      readonly label: string
      readonly depth: number
      readonly folded: boolean
      readonly files: readonly number[]
    }
  | {
      readonly kind: 'file'
      readonly file: number
      readonly label: string
      /** The folder, where the rows above don't tell it; else null. */
      readonly folder: string | null
      readonly depth: number
    }

interface Folder {
  readonly path: string
  readonly folders: Map<string, Folder>
  /** Folders and files in the order in which the changeset names them first. */
  readonly children: (
    | { readonly name: string; readonly folder: Folder }
    | { readonly name: string; readonly file: number; readonly elsewhere: string | null }
  )[]
}

/** Whether a path matches what is typed: every word of it, in any order, without regard to case. */
export function matchesFilter(path: string, filter: string): boolean {
  const lower = path.toLowerCase()
  return filter
    .toLowerCase()
    .split(/\s+/)
    .every((word) => lower.includes(word))
}

/**
 * The rows of files in their order: in the order of reading a tree for each class, under its name where there are several; by
 * path one tree; by size no tree, since that would put them into another order. A test stands in the folder of what it tests.
 * Chains of folders with nothing else in them become one row. With a filter all folders are open. `folded` has keys of
 * folders; `isShown` leaves files out by their index.
 */
export function fileRows(
  places: readonly FilePlace<DecidedFile>[],
  order: FileOrder,
  folded: ReadonlySet<string>,
  filter: string,
  isShown: (file: number) => boolean = () => true,
): readonly FileRow[] {
  const words = filter.trim()
  const shown = places.flatMap((place, file) => {
    const { path, oldPath } = place.file
    return isShown(file) && (words === '' || matchesFilter(`${path} ${oldPath ?? ''}`, words))
      ? { place, file }
      : []
  })
  if (order === 'size')
    return shown.map(({ place: { file: one }, file }) => ({
      ...{ kind: 'file' as const, file, label: nameOf(one.path), folder: folderOf(one.path), depth: 0 },
    }))
  const open = words === '' ? folded : none
  if (order === 'path') return treeRows(shown, '', open)
  const classes = [...new Set(places.map(({ reading }) => reading.class))]
  return classes.flatMap((name) => {
    const own = shown.filter(({ place }) => place.reading.class === name)
    if (own.length === 0) return []
    const rows = treeRows(own, name, open)
    return classes.length === 1 ? rows : [{ kind: 'class' as const, of: name }, ...rows]
  })
}

const none: ReadonlySet<string> = new Set()

interface Shown {
  readonly place: FilePlace<DecidedFile>
  readonly file: number
}

function treeRows(shown: readonly Shown[], group: string, folded: ReadonlySet<string>): readonly FileRow[] {
  const root: Folder = { path: '', folders: new Map(), children: [] }
  for (const { place, file } of shown) {
    const { path } = place.file
    const own = folderOf(path)
    const here = place.beside === null ? own : folderOf(place.beside)
    let folder = root
    for (const part of here === null ? [] : here.split('/')) {
      let next = folder.folders.get(part)
      if (next === undefined) {
        const below = folder.path === '' ? part : `${folder.path}/${part}`
        next = { path: below, folders: new Map(), children: [] }
        folder.folders.set(part, next)
        folder.children.push({ name: part, folder: next })
      }
      folder = next
    }
    folder.children.push({ name: nameOf(path), file, elsewhere: own === here ? null : (own ?? '') })
  }
  const rows: FileRow[] = []
  const walk = (folder: Folder, depth: number): void => {
    for (const child of folder.children) {
      if ('file' in child) {
        rows.push({ kind: 'file', file: child.file, label: child.name, folder: child.elsewhere, depth })
        continue
      }
      let label = child.name
      let below = child.folder
      for (let only = onlyFolder(below); only !== null; only = onlyFolder(below)) {
        label = `${label}/${only.name}`
        below = only.folder
      }
      const key = folderKey(group, below.path)
      const isFolded = folded.has(key)
      rows.push({
        ...{ kind: 'folder', key, path: below.path, label, depth, folded: isFolded },
        files: filesOf(below),
      })
      if (!isFolded) walk(below, depth + 1)
    }
  }
  walk(root, 0)
  return rows
}

/** The key of a folder among the files of a class; by path, of all of them. */
function folderKey(group: string, path: string): string {
  return `${group}:${path}`
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1)
}

/** The folder of a path; null at the top. */
function folderOf(path: string): string | null {
  const end = path.lastIndexOf('/')
  return end < 0 ? null : path.slice(0, end)
}

function onlyFolder(folder: Folder): { readonly name: string; readonly folder: Folder } | null {
  const [only, ...others] = folder.children
  return only !== undefined && others.length === 0 && 'folder' in only ? only : null
}

function filesOf(folder: Folder): number[] {
  return folder.children.flatMap((child) => ('file' in child ? [child.file] : filesOf(child.folder)))
}

/** The keys of the folders above a file, for opening the way to it. */
export function foldersAbove(place: FilePlace<DecidedFile>, order: FileOrder): readonly string[] {
  const parts = (place.beside ?? place.file.path).split('/').slice(0, -1)
  const group = order === 'reading' ? place.reading.class : ''
  return parts.map((_, index) => folderKey(group, parts.slice(0, index + 1).join('/')))
}
