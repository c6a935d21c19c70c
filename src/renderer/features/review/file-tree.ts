import type { DecidedFile } from '#shared/contract/changeset.ts'

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
  readonly files: { readonly name: string; readonly file: number }[]
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
 * The rows of a tree in the changeset's own order of files; chains of folders with nothing else in them become one
 * row. With a filter all folders are open.
 */
export function treeRows(
  files: readonly DecidedFile[],
  folded: ReadonlySet<string>,
  filter: string,
): readonly FileRow[] {
  const root: Folder = { path: '', folders: new Map(), files: [] }
  const filtered = filter.trim() !== ''
  for (const [file, { path, oldPath }] of files.entries()) {
    if (filtered && !matchesFilter(`${path} ${oldPath ?? ''}`, filter.trim())) continue
    const parts = path.split('/')
    let folder = root
    for (const part of parts.slice(0, -1)) {
      let next = folder.folders.get(part)
      if (next === undefined) {
        next = { path: folder.path === '' ? part : `${folder.path}/${part}`, folders: new Map(), files: [] }
        folder.folders.set(part, next)
      }
      folder = next
    }
    folder.files.push({ name: parts.at(-1) ?? path, file })
  }
  const rows: FileRow[] = []
  const walk = (folder: Folder, depth: number): void => {
    for (let [label, child] of folder.folders) {
      while (child.files.length === 0 && child.folders.size === 1) {
        const [[name, only]] = child.folders as unknown as [[string, Folder]]
        label = `${label}/${name}`
        child = only
      }
      const isFolded = !filtered && folded.has(child.path)
      rows.push({ kind: 'folder', path: child.path, label, depth, folded: isFolded, files: filesOf(child) })
      if (!isFolded) walk(child, depth + 1)
    }
    for (const { name, file } of folder.files) rows.push({ kind: 'file', file, label: name, depth })
  }
  walk(root, 0)
  return rows
}

function filesOf(folder: Folder): number[] {
  const files = folder.files.map(({ file }) => file)
  for (const child of folder.folders.values()) for (const file of filesOf(child)) files.push(file)
  return files
}

/** The folders above a path, for opening the way to a file. */
export function foldersAbove(path: string): readonly string[] {
  const parts = path.split('/').slice(0, -1)
  return parts.map((_, index) => parts.slice(0, index + 1).join('/'))
}
