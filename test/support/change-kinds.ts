import { equalBytes, firstLine, sliceLines, toLines, type Lines } from '#shared/diff/lines.ts'
import type { FileDiff, Hunk } from '#shared/domain/changeset/file-diff.ts'
import type { Node, Tree } from './random-trees.ts'
import type { TestRepository } from './repository.ts'

/** What a proof over random trees must have met, as it is seen in the trees themselves. */
export const changeKinds = [
  'CRLF',
  'mixed endings',
  'lone CR',
  'endings changed',
  'no newline at the end before',
  'no newline at the end after',
  'byte order mark',
  'UTF-16',
  'UTF-16 without NUL',
  'Latin-1',
  'NUL',
  'NUL behind 8,000 bytes',
  'repeated lines',
  'block moved in a file',
  'pure move',
  'renamed and edited',
  'renamed with another mode',
  'binary renamed and changed',
  'case-only rename',
  'path below its old path',
  'path above its old path',
  'copied',
  'copied and edited',
  'mode changed',
  'mode changed and edited',
  'symlink to file',
  'file to symlink',
  'symlink moved to another target',
  'symlink to folder',
  'file to folder',
  'folder to file',
  'folder to symlink',
  'folder to submodule',
  'submodule moved to another commit',
  'submodule at another path',
  'submodule to file',
  'file to submodule',
  'submodule added',
  'submodule removed',
  'LFS pointer changed',
  'LFS pointer to content',
  'empty file added',
  'empty file deleted',
  'file emptied',
  'empty file filled',
  'mode of an empty file',
  'path with a space',
  'path with a quote',
  'path with a newline',
  'path with a backslash',
  'path beyond ASCII',
  'path beyond UTF-8',
  'path like an option',
  'path like a pattern',
] as const
export type ChangeKind = (typeof changeKinds)[number]

const pathKinds: Readonly<Record<string, RegExp>> = {
  'path with a space': / /,
  'path with a quote': /["']/,
  'path with a newline': /\n/,
  'path with a backslash': /\\/,
  'path beyond ASCII': /[\u0080-\ud7ff]/,
  'path beyond UTF-8': /[\udc80-\udcff]/,
  'path like an option': /(^|\/)-/,
  'path like a pattern': /\*/,
} satisfies Partial<Record<ChangeKind, RegExp>>

/** The kinds of change between two trees: read off their bytes, modes and paths, and off what git says of copies. */
export function kindsOfChange(
  repository: TestRepository,
  [baseId, revisionId]: readonly [string, string],
  [base, revision]: readonly [Tree, Tree],
  files: readonly FileDiff[],
): ReadonlySet<ChangeKind> {
  const kinds = new Set<string>()
  for (const file of files) {
    const before = file.change === 'added' ? undefined : base.get(file.oldPath ?? file.path)
    const after = file.change === 'deleted' ? undefined : revision.get(file.path)
    for (const [kind, pattern] of Object.entries(pathKinds)) if (pattern.test(file.path)) kinds.add(kind)
    for (const kind of kindsOfNodes(file, before, after)) kinds.add(kind)
    for (const kind of kindsOfRename(file)) kinds.add(kind)
    if (before?.kind === 'file' && after?.kind === 'file')
      for (const kind of kindsOfContent(file, before.bytes, after.bytes)) kinds.add(kind)
  }
  for (const kind of kindsOfFolders(base, revision)) kinds.add(kind)
  const args = ['diff-tree', '-r', '-C', '--find-copies-harder', '-l0', '--raw', '-z', baseId, revisionId]
  for (const field of repository.gitBytes(args).toString('latin1').split('\0')) {
    const score = /^:\d+ \d+ \S+ \S+ C(\d+)$/.exec(field)?.[1]
    if (score !== undefined) kinds.add(score === '100' ? 'copied' : 'copied and edited')
  }
  return kinds as ReadonlySet<ChangeKind>
}

function* kindsOfNodes(
  file: FileDiff,
  before: Node | undefined,
  after: Node | undefined,
): Iterable<ChangeKind> {
  if (file.change === 'typeChanged') {
    const words = { link: 'symlink', file: 'file', submodule: 'submodule' } as const
    if (before && after) yield `${words[before.kind]} to ${words[after.kind]}` as ChangeKind
    return
  }
  const kind = (before ?? after)?.kind
  if (kind === 'link' && file.change === 'modified') yield 'symlink moved to another target'
  if (kind === 'submodule' && file.change === 'modified') yield 'submodule moved to another commit'
  if (kind === 'submodule' && file.change === 'renamed') yield 'submodule at another path'
  if (kind === 'submodule' && file.change === 'added') yield 'submodule added'
  if (kind === 'submodule' && file.change === 'deleted') yield 'submodule removed'
  const size = (node: Node | undefined): number | null => (node?.kind === 'file' ? node.bytes.length : null)
  if (file.change === 'added' && size(after) === 0) yield 'empty file added'
  if (file.change === 'deleted' && size(before) === 0) yield 'empty file deleted'
  const moded = file.oldMode !== file.newMode
  if (file.change !== 'modified' || !moded) return
  yield size(before) === 0 && size(after) === 0 ? 'mode of an empty file' : 'mode changed'
  if (file.oldOid !== file.newOid) yield 'mode changed and edited'
}

function* kindsOfRename(file: FileDiff): Iterable<ChangeKind> {
  if (file.change !== 'renamed' || file.oldPath === null) return
  if (file.oldOid === file.newOid && file.oldMode === file.newMode) yield 'pure move'
  if (file.hunks.some(({ kind }) => kind === 'text')) yield 'renamed and edited'
  if (file.oldMode !== file.newMode) yield 'renamed with another mode'
  if (file.hunks.some(({ kind }) => kind === 'binary')) yield 'binary renamed and changed'
  if (file.oldPath.toLowerCase() === file.path.toLowerCase()) yield 'case-only rename'
  if (file.path.startsWith(`${file.oldPath}/`)) yield 'path below its old path'
  if (file.oldPath.startsWith(`${file.path}/`)) yield 'path above its old path'
}

function* kindsOfFolders(base: Tree, revision: Tree): Iterable<ChangeKind> {
  const below = (tree: Tree): ReadonlySet<string> =>
    new Set(
      [...tree.keys()].flatMap((name) => [...name.matchAll(/\//g)].map(({ index }) => name.slice(0, index))),
    )
  const [oldFolders, newFolders] = [below(base), below(revision)]
  for (const [name, node] of base)
    if (newFolders.has(name)) yield node.kind === 'link' ? 'symlink to folder' : 'file to folder'
  for (const [name, node] of revision) {
    if (!oldFolders.has(name)) continue
    yield node.kind === 'link'
      ? 'folder to symlink'
      : node.kind === 'file'
        ? 'folder to file'
        : 'folder to submodule'
  }
}

const isPointer = (bytes: Uint8Array): boolean =>
  Buffer.from(bytes).toString().startsWith('version https://git-lfs')
const isUtf16 = (bytes: Uint8Array): boolean => bytes[0] === 0xff && bytes[1] === 0xfe

/** Of a file whose content changed. */
function* kindsOfContent(file: FileDiff, before: Uint8Array, after: Uint8Array): Iterable<ChangeKind> {
  if (equalBytes(before, after)) return
  if (before.length === 0) yield 'empty file filled'
  if (after.length === 0) yield 'file emptied'
  if (isPointer(before)) yield isPointer(after) ? 'LFS pointer changed' : 'LFS pointer to content'
  if (file.binary) {
    if (isUtf16(before) && isUtf16(after)) yield 'UTF-16'
    else yield 'NUL'
    return
  }
  const [old, now] = [endsOf(before), endsOf(after)]
  if (old.crlf > 2 && old.lf === 0 && now.crlf > 2 && now.lf === 0) yield 'CRLF'
  if (old.crlf > 0 && old.lf > 0) yield 'mixed endings'
  if (old.lone > 0) yield 'lone CR'
  if ((old.crlf > 2 && old.lf === 0 && now.crlf === 0) || (old.crlf === 0 && now.crlf > 2 && now.lf === 0))
    yield 'endings changed'
  if (before.length > 0 && before.at(-1) !== 0x0a) yield 'no newline at the end before'
  if (after.length > 0 && after.at(-1) !== 0x0a) yield 'no newline at the end after'
  if (before[0] === 0xef && before[1] === 0xbb && before[2] === 0xbf) yield 'byte order mark'
  if (isUtf16(before)) yield 'UTF-16 without NUL'
  else if (Buffer.from(before).toString('utf8').includes('\ufffd')) yield 'Latin-1'
  if (before.indexOf(0) >= 8000) yield 'NUL behind 8,000 bytes'
  const sides = [toLines(before), toLines(after)] as const
  const text = file.hunks.filter(({ kind }) => kind === 'text')
  if (text.some((hunk) => slides(sides, hunk))) yield 'repeated lines'
  if (text.some((hunk) => text.some((other) => other !== hunk && hasMoved(sides, hunk, other))))
    yield 'block moved in a file'
}

function endsOf(bytes: Uint8Array): { readonly crlf: number; readonly lf: number; readonly lone: number } {
  const text = Buffer.from(bytes).toString('latin1')
  const count = (pattern: RegExp): number => text.match(pattern)?.length ?? 0
  return { crlf: count(/\r\n/g), lf: count(/(?<!\r)\n/g), lone: count(/\r(?!\n)/g) }
}

const line = (lines: Lines, at: number): Uint8Array => sliceLines(lines, at, at + 1)

/** Whether an insertion or a deletion could as well be cut one line further up or down. */
function slides([before, after]: readonly [Lines, Lines], hunk: Hunk): boolean {
  if ((hunk.oldLines === 0) === (hunk.newLines === 0)) return false
  const [lines, start, count] =
    hunk.oldLines === 0 ? [after, hunk.newStart, hunk.newLines] : [before, hunk.oldStart, hunk.oldLines]
  const from = firstLine(start, count)
  const down = from + count < lines.count && equalBytes(line(lines, from), line(lines, from + count))
  return down || (from > 0 && equalBytes(line(lines, from - 1), line(lines, from + count - 1)))
}

/** Whether two or more lines that one hunk takes away are lines that the other one puts in. */
function hasMoved([before, after]: readonly [Lines, Lines], from: Hunk, to: Hunk): boolean {
  if (from.oldLines < 2 || to.newLines < from.oldLines) return false
  const start = firstLine(from.oldStart, from.oldLines)
  const block = Buffer.from(sliceLines(before, start, start + from.oldLines))
  const target = firstLine(to.newStart, to.newLines)
  return block.length > 6 && Buffer.from(sliceLines(after, target, target + to.newLines)).includes(block)
}
