import type { DecidedFile } from '#shared/domain/review/decided.ts'

/** A row of the list of files: a folder that can be folded, or a file by its index in the changeset. */
export type FileRow =
  | {
      readonly kind: 'folder'
      readonly path: string
      readonly label: string
      readonly depth: number
      readonly folded: boolean
      readonly files: readonly number[]
    }
  | { readonly kind: 'file'; readonly file: number; readonly label: string; readonly depth: number }

interface Folder {
  readonly path: string
  readonly folders: Map<string, Folder>
  /** Folders and files in the order in which the changeset names them first. */
  readonly children: (
    | { readonly name: string; readonly folder: Folder }
    | { readonly name: string; readonly file: number }
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
 * The rows of a tree in the changeset's own order, which is also the order of reading; chains of folders with nothing
 * else in them become one row. With a filter all folders are open. `isShown` leaves files out by their index.
 */
export function treeRows(
  files: readonly DecidedFile[],
  folded: ReadonlySet<string>,
  filter: string,
  isShown: (file: number) => boolean = () => true,
): readonly FileRow[] {
  const root: Folder = { path: '', folders: new Map(), children: [] }
  const words = filter.trim()
  for (const [file, { path, oldPath }] of files.entries()) {
    if (!isShown(file)) continue
    if (words !== '' && !matchesFilter(`${path} ${oldPath ?? ''}`, words)) continue
    const parts = path.split('/')
    let folder = root
    for (const part of parts.slice(0, -1)) {
      let next = folder.folders.get(part)
      if (next === undefined) {
        const below = folder.path === '' ? part : `${folder.path}/${part}`
        next = { path: below, folders: new Map(), children: [] }
        folder.folders.set(part, next)
        folder.children.push({ name: part, folder: next })
      }
      folder = next
    }
    folder.children.push({ name: parts.at(-1) ?? path, file })
  }
  const rows: FileRow[] = []
  const walk = (folder: Folder, depth: number): void => {
    for (const child of folder.children) {
      if ('file' in child) {
        rows.push({ kind: 'file', file: child.file, label: child.name, depth })
        continue
      }
      let label = child.name
      let below = child.folder
      for (let only = onlyFolder(below); only !== null; only = onlyFolder(below)) {
        label = `${label}/${only.name}`
        below = only.folder
      }
      const isFolded = words === '' && folded.has(below.path)
      rows.push({ kind: 'folder', path: below.path, label, depth, folded: isFolded, files: filesOf(below) })
      if (!isFolded) walk(below, depth + 1)
    }
  }
  walk(root, 0)
  return rows
}

function onlyFolder(folder: Folder): { readonly name: string; readonly folder: Folder } | null {
  const [only, ...others] = folder.children
  return only !== undefined && others.length === 0 && 'folder' in only ? only : null
}

function filesOf(folder: Folder): number[] {
  return folder.children.flatMap((child) => ('file' in child ? [child.file] : filesOf(child.folder)))
}

/** The folders above a path, for opening the way to a file. */
export function foldersAbove(path: string): readonly string[] {
  const parts = path.split('/').slice(0, -1)
  return parts.map((_, index) => parts.slice(0, index + 1).join('/'))
}
