import type { Objects } from '#main/git/objects.ts'
import { RawParser, type RawEntry } from '#main/changesets/parse-raw.ts'
import { unwrap } from '#shared/base/result.ts'

/** A hunk as git shows it by default: changes with three lines around them, joined where these touch. */
interface GitHunk {
  /** Changed lines of both sides. */
  readonly lines: number
  /** Rows that it takes side by side, with the lines around it. */
  readonly rows: number
}

/** A file as git shows it; one without hunks (a rename, a mode, binary) is still one thing to decide. */
export interface GitFile {
  readonly path: string
  readonly hunks: readonly GitHunk[]
}

const hunkHeader = /^@@ -\d+(?:,(\d+))? \+\d+(?:,(\d+))? @@/

/** What `git diff` shows by default between two trees. */
export async function gitFiles(
  objects: Objects,
  base: string,
  revision: string,
): Promise<readonly GitFile[]> {
  const purpose = 'compare as git shows it'
  const args = ['diff-tree', '-r', '-M', '-l1000', '--raw', '-z', '-p', '-U3', '--no-color']
  const options = ['--no-ext-diff', '--no-textconv', '--submodule=short', '--end-of-options']
  const told = unwrap(await objects.run({ purpose, args: [...args, ...options, base, revision] }))
  if (told.stdout.length === 0) return []
  const raw = new RawParser()
  const patch = raw.push(told.stdout)
  if (patch === null) throw new Error('git told of files without a patch')
  return readFiles(raw.entries, patch.toString('latin1'))
}

/** The body of a hunk is skipped by the counts of its header: a line of it may look like anything. */
function readFiles(entries: readonly RawEntry[], patch: string): readonly GitFile[] {
  const lines = patch.split('\n')
  const sections: GitHunk[][] = []
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at] ?? ''
    if (line.startsWith('diff --git ')) sections.push([])
    const header = hunkHeader.exec(line)
    if (!header) continue
    const [, old = '1', now = '1'] = header
    const read = readHunk(lines, at + 1, Number(old), Number(now))
    sections.at(-1)?.push(read.hunk)
    at = read.end - 1
  }
  let section = 0
  return entries.map(({ path, status }) => {
    const own = sections.slice(section, section + (status === 'T' ? 2 : 1))
    section += own.length
    return { path, hunks: own.flat() }
  })
}

function readHunk(
  lines: readonly string[],
  from: number,
  oldLines: number,
  newLines: number,
): { readonly hunk: GitHunk; readonly end: number } {
  let [old, now, removed, added, rows] = [oldLines, newLines, 0, 0, 0]
  let changed = 0
  let at = from
  for (; old > 0 || now > 0; at += 1) {
    const sign = lines[at]?.[0] ?? ' '
    if (sign === '\\') continue
    if (sign === '-') {
      old -= 1
      removed += 1
    } else if (sign === '+') {
      now -= 1
      added += 1
    } else {
      old -= 1
      now -= 1
      rows += Math.max(removed, added) + 1
      changed += removed + added
      removed = 0
      added = 0
    }
  }
  return { hunk: { lines: changed + removed + added, rows: rows + Math.max(removed, added) }, end: at }
}
