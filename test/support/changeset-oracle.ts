import { expect } from 'vitest'
import { unwrap } from '#shared/base/result.ts'
import type { FileDiff, Hunk } from '#shared/domain/changeset/file-diff.ts'
import { computeChangeset } from '#main/changesets/compute.ts'
import { textHunkId } from '#main/changesets/hunk-id.ts'
import type { TestTrees, TreeFile } from '#test/support/tree-builder.ts'

export type Files = Record<string, TreeFile>

/** What differs between two sets of files, made into trees. */
export async function changes(of: TestTrees, base: Files, revision: Files): Promise<readonly FileDiff[]> {
  return unwrap(await computeChangeset(await of.objects(), of.tree(base), of.tree(revision))).files
}

/** "path: change kind@-a,b+c,d …", to read a changeset at a glance. */
export function summary(files: readonly FileDiff[]): string[] {
  return files.map((file) => {
    const hunks = file.hunks.map((hunk) =>
      hunk.kind === 'text' || hunk.oldLines > 0
        ? `${hunk.kind}@-${hunk.oldStart},${hunk.oldLines}+${hunk.newStart},${hunk.newLines}`
        : hunk.kind,
    )
    const from = file.oldPath === null ? '' : `${file.oldPath} > `
    return `${from}${file.path}: ${file.change}${file.binary ? ' (binary)' : ''} ${hunks.join(' ')}`
  })
}

/** Lines, each up to and including its line feed. Independent of the code under test. */
function linesOf(bytes: Buffer): Buffer[] {
  const lines: Buffer[] = []
  for (let at = 0; at < bytes.length;) {
    const end = bytes.indexOf(10, at)
    const next = end < 0 ? bytes.length : end + 1
    lines.push(bytes.subarray(at, next))
    at = next
  }
  return lines
}

const first = (start: number, count: number): number => (count === 0 ? start : start - 1)

/** The oracle: puts the hunks that `take` accepts into the base, by coordinates alone. */
function splice(
  base: Buffer,
  revision: Buffer,
  hunks: readonly Hunk[],
  take: (hunk: Hunk) => boolean,
): Buffer {
  const [old, now] = [linesOf(base), linesOf(revision)]
  const parts: Buffer[] = []
  let next = 0
  for (const hunk of hunks) {
    const from = first(hunk.oldStart, hunk.oldLines)
    parts.push(...old.slice(next, from))
    const newFrom = first(hunk.newStart, hunk.newLines)
    if (take(hunk)) parts.push(...now.slice(newFrom, newFrom + hunk.newLines))
    else parts.push(...old.slice(from, from + hunk.oldLines))
    next = from + hunk.oldLines
  }
  return Buffer.concat([...parts, ...old.slice(next)])
}

/** Holds one text file's hunks against its two contents. */
export function holds(base: Buffer, revision: Buffer, file: FileDiff): void {
  const hunks = file.hunks.filter((hunk) => hunk.kind === 'text')
  expect(splice(base, revision, hunks, () => true).equals(revision)).toBe(true)
  expect(splice(base, revision, hunks, () => false).equals(base)).toBe(true)
  const [old, now] = [linesOf(base), linesOf(revision)]
  for (const hunk of hunks) {
    const cut = (lines: Buffer[], start: number, count: number): Buffer =>
      Buffer.concat(lines.slice(first(start, count), first(start, count) + count))
    const identity = {
      basePath: file.oldPath ?? file.path,
      addedMode: file.change === 'added' ? file.newMode : null,
      oldStart: hunk.oldStart,
      oldLines: hunk.oldLines,
    }
    const [before, after] = [cut(old, hunk.oldStart, hunk.oldLines), cut(now, hunk.newStart, hunk.newLines)]
    expect(hunk.id).toBe(textHunkId(identity, before, after))
  }
}
