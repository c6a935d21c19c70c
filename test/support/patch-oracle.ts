import assert from 'node:assert/strict'
import { pathToText } from '#shared/base/path-text.ts'
import type { TestRepository } from './repository.ts'
import { quotedPath } from './tree-builder.ts'

/** What is taken of one file: units by name, text hunks in their order. */
export interface Taken {
  readonly rename: boolean
  readonly mode: boolean
  /** Of text: which hunks; of everything else: whether the whole content. */
  readonly content: boolean | readonly boolean[]
  /** A person's own lines, as hunks against the base; none overlaps a hunk that is taken. */
  readonly own?: readonly PatchHunk[]
}

/** One file of git's patch, cut into what can be taken of it. */
export interface PatchFile {
  readonly status: string
  readonly path: string
  /** The path in the base. */
  readonly oldPath: string
  readonly oldOid: string
  readonly oldMode: string
  readonly newMode: string
  readonly sections: readonly Section[]
  /** Whether its content is taken hunk by hunk. */
  readonly isText: boolean
}

interface Section {
  readonly index: string | null
  readonly similarity: string | null
  /** The bytes of a binary patch as Latin-1 text, or null. */
  readonly binary: string | null
  readonly hunks: readonly PatchHunk[]
}

export interface PatchHunk {
  readonly oldStart: number
  readonly oldLines: number
  readonly newStart: number
  readonly newLines: number
  /** Latin-1, without the line of the coordinates. */
  readonly body: string
}

const pair = [
  'diff-tree',
  '-r',
  '-M',
  '-l1000',
  '--no-ext-diff',
  '--no-textconv',
  '--end-of-options',
] as const
const link = '120000'
const submodule = '160000'

/**
 * The independent oracle of an accepted tree: git's own patch, read here and nowhere else, with what is not taken left
 * out and the line numbers of the rest counted again, applied by `git apply`. Nothing of the code under test is used.
 */
export function readPatch(repository: TestRepository, base: string, revision: string): readonly PatchFile[] {
  const [command, ...rest] = pair
  const raw = repository.gitBytes([command, '--raw', '-z', ...rest, base, revision]).toString('latin1')
  const form = ['-p', '-U0', '--histogram', '--full-index', '--binary', '--submodule=short']
  const text = repository.gitBytes([command, ...form, ...rest, base, revision]).toString('latin1')
  const sections = text === '' ? [] : splitBefore(text, 'diff --git ').map(readSection)
  const fields = raw.split('\0')
  const files: PatchFile[] = []
  let section = 0
  for (let at = 0; at < fields.length - 1;) {
    const match = /^:(\d{6}) (\d{6}) (\S+) \S+ ([AMDTR])\d*$/.exec(fields[at] ?? '')
    assert.ok(match, `git wrote ${fields[at]}`)
    const [, oldMode = '', newMode = '', oldOid = '', status = ''] = match
    const name = (field: number): string => pathToText(Buffer.from(fields[field] ?? '', 'latin1'))
    const oldPath = name(at + 1)
    const path = status === 'R' ? name(at + 2) : oldPath
    at += status === 'R' ? 3 : 2
    const own = sections.slice(section, section + (status === 'T' ? 2 : 1))
    section += own.length
    const special = [link, submodule].includes(oldMode) || [link, submodule].includes(newMode)
    const isText = !special && (status === 'M' || status === 'R') && own[0]?.binary === null
    files.push({ status, path, oldPath, oldOid, oldMode, newMode, sections: own, isText })
  }
  assert.equal(section, sections.length)
  return files
}

/** Pieces that each begin at a line that begins with `mark`; a line ends at a line feed and nowhere else. */
function splitBefore(text: string, mark: string): string[] {
  const pieces: string[] = []
  let from = 0
  for (let at = text.indexOf(`\n${mark}`); at >= 0; at = text.indexOf(`\n${mark}`, at + 1)) {
    pieces.push(text.slice(from, at + 1))
    from = at + 1
  }
  pieces.push(text.slice(from))
  return pieces
}

function readSection(text: string): Section {
  const binaryAt = text.indexOf('\nGIT binary patch\n')
  const head = binaryAt >= 0 ? text.slice(0, binaryAt + 1) : text
  const [header = '', ...hunks] = splitBefore(head, '@@ ')
  return {
    index: /\nindex (\S+)/.exec(header)?.[1] ?? null,
    similarity: /\n(similarity index .*\n)/.exec(header)?.[1] ?? null,
    binary: binaryAt >= 0 ? text.slice(binaryAt + 1) : null,
    hunks: hunks.map(readHunk),
  }
}

function readHunk(text: string): PatchHunk {
  const match = /^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/.exec(text)
  assert.ok(match, `git wrote ${text.slice(0, 40)}`)
  const count = (digits: string | undefined): number => (digits === undefined ? 1 : Number(digits))
  return {
    oldStart: Number(match[1]),
    oldLines: count(match[2]),
    newStart: Number(match[3]),
    newLines: count(match[4]),
    body: text.slice(text.indexOf('\n') + 1),
  }
}

/** The patch of what is taken of one file, with all paths behind `folder` ("", or one that ends with a slash); Latin-1. */
export function takenPatch(file: PatchFile, taken: Taken, folder: string): string {
  const [first, second] = file.sections
  assert.ok(first)
  const at = (path: string, side = ''): string => quotedPath(`${side}${folder}${path}`)
  const whole = (section: Section, path: string, mode: string, how: 'new' | 'deleted'): string => {
    const sides = how === 'new' ? ['/dev/null', at(path, 'b/')] : [at(path, 'a/'), '/dev/null']
    const head = `diff --git ${at(path, 'a/')} ${at(path, 'b/')}\n${how} file mode ${mode}\n`
    return head + contentPatch(section, sides, section.hunks)
  }
  const own = taken.own ?? []
  if (file.status === 'A' && own.length > 0)
    return whole({ ...first, index: null, hunks: own }, file.path, file.newMode, 'new')
  if (file.status === 'A') return taken.content ? whole(first, file.path, file.newMode, 'new') : ''
  if (file.status === 'D') return taken.content ? whole(first, file.path, file.oldMode, 'deleted') : ''
  if (file.status === 'T') {
    assert.ok(second)
    if (!taken.content) return ''
    return whole(first, file.path, file.oldMode, 'deleted') + whole(second, file.path, file.newMode, 'new')
  }
  const renamed = taken.rename && file.status === 'R'
  const moded = taken.mode && file.oldMode !== file.newMode
  const chosen =
    typeof taken.content === 'boolean' ? first.hunks.map(() => taken.content === true) : taken.content
  assert.equal(chosen.length, first.hunks.length)
  const hunks = mergedHunks(
    first.hunks.filter((_, index) => chosen[index]),
    own,
  )
  const hasContent = first.binary === null ? hunks.length > 0 : taken.content === true
  if (!renamed && !moded && !hasContent) return ''
  const path = renamed ? file.path : file.oldPath
  const parts = [`diff --git ${at(file.oldPath, 'a/')} ${at(path, 'b/')}\n`]
  if (moded) parts.push(`old mode ${file.oldMode}\nnew mode ${file.newMode}\n`)
  if (renamed) parts.push(`${first.similarity}rename from ${at(file.oldPath)}\nrename to ${at(path)}\n`)
  // Only by this does apply know early enough that a link goes away, and that its path can be a folder.
  if (renamed && !hasContent && file.oldMode === link)
    parts.push(`index ${file.oldOid}..${file.oldOid} ${link}\n`)
  if (hasContent) parts.push(contentPatch(first, [at(file.oldPath, 'a/'), at(path, 'b/')], hunks))
  return parts.join('')
}

/**
 * Both in the order of the base's lines, an insertion before what starts where it is; without own edits that were taken
 * back by hand and put nothing in the place of nothing: git has no hunk for these.
 */
function mergedHunks(hunks: readonly PatchHunk[], own: readonly PatchHunk[]): readonly PatchHunk[] {
  const first = ({ oldStart, oldLines }: PatchHunk): number => (oldLines === 0 ? oldStart : oldStart - 1)
  const changing = [...hunks, ...own].filter(({ body }) => body !== '')
  return changing.sort((one, other) => first(one) - first(other) || one.oldLines - other.oldLines)
}

/** A hunk that puts `now` in the place of `oldLines` lines of a text, in the coordinates of git; all in Latin-1. */
export function ownHunk(base: string, oldStart: number, oldLines: number, now: string): PatchHunk {
  const from = oldLines === 0 ? oldStart : oldStart - 1
  const old = linesOf(base).slice(from, from + oldLines)
  const signed = (sign: string, lines: readonly string[]): string =>
    lines
      .map((line) => (line.endsWith('\n') ? sign + line : `${sign}${line}\n\\ No newline at end of file\n`))
      .join('')
  const added = linesOf(now)
  const body = signed('-', old) + signed('+', added)
  return { oldStart, oldLines, newStart: 0, newLines: added.length, body }
}

function linesOf(text: string): readonly string[] {
  return text.split('\n').flatMap((line, index, all) => {
    if (index < all.length - 1) return [`${line}\n`]
    return line === '' ? [] : [line]
  })
}

function contentPatch(section: Section, [old, now]: readonly string[], hunks: readonly PatchHunk[]): string {
  const index = section.index === null ? '' : `index ${section.index}\n`
  if (section.binary !== null) return index + section.binary
  if (hunks.every(({ body }) => body === '')) return index
  const parts = [`${index}--- ${old}\n+++ ${now}\n`]
  let delta = 0
  for (const { oldStart, oldLines, newLines, body } of hunks) {
    if (body === '') continue
    // Not what git writes for a deletion ("after line first"): apply starts to look at this line, and would take the
    // line before for a last line without a line break that it is the beginning of.
    const first = (oldLines === 0 ? oldStart : oldStart - 1) + delta
    const start = old === '/dev/null' || now === '/dev/null' ? first + Math.min(1, newLines) : first + 1
    delta += newLines - oldLines
    parts.push(`@@ -${oldStart},${oldLines} +${start},${newLines} @@\n${body}`)
  }
  return parts.join('')
}

/** Applies a patch (Latin-1) to a tree in an index of its own, and gives the tree that comes of it. */
export function applyPatch(repository: TestRepository, tree: string, patch: string, index: string): string {
  const env = { GIT_INDEX_FILE: index }
  repository.gitBytes(['read-tree', tree], '', env)
  if (patch !== '') {
    const args = ['apply', '--cached', '--unidiff-zero', '--whitespace=nowarn', '-']
    repository.gitBytes(args, Buffer.from(patch, 'latin1'), env)
  }
  return repository.gitBytes(['write-tree'], '', env).toString('latin1').trim()
}
