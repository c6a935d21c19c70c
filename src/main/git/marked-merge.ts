import { pathToText } from '#shared/base/path-text.ts'
import { ok, type Result } from '#shared/base/result.ts'
import { mergeInputs } from './merge-trees.ts'
import type { Objects, TreeChange } from './objects.ts'
import type { GitFailure } from './run.ts'

/** What the marks of a conflict name the two sides, and what they come from. */
export interface ConflictLabels {
  readonly ours: string
  readonly base: string
  readonly theirs: string
}

export interface StageEntry {
  readonly mode: string
  readonly oid: string
}

/** A path that could not be merged: what base, ours and theirs have there, and whether marks stand in the tree's text. */
export interface MergeConflict {
  readonly path: string
  readonly base: StageEntry | null
  readonly ours: StageEntry | null
  readonly theirs: StageEntry | null
  readonly hasMarks: boolean
}

export interface MarkedMerge {
  /** With marks where lines conflict; of what else conflicts, it has what theirs has. */
  readonly tree: string
  readonly conflicts: readonly MergeConflict[]
  /** Paths where a file of one side and a folder, or something of another type, of the other can't both be. */
  readonly incompatible: readonly string[]
}

/** Merges two trees over a base, as `mergeTrees`, and goes on where they conflict. */
export async function mergeWithMarks(
  objects: Objects,
  sides: { readonly base: string; readonly ours: string; readonly theirs: string },
  labels: ConflictLabels,
): Promise<Result<MarkedMerge, GitFailure>> {
  const inputs = mergeInputs(objects, sides.base, sides.ours, sides.theirs)
  if (!inputs.ok) return inputs
  const [ours, theirs] = inputs.value
  const merged = await objects.run({
    purpose: 'merge two trees',
    args: ['merge-tree', '--write-tree', '-z', '--messages', ours, theirs],
    config: [['merge.conflictStyle', 'diff3']],
    accept: [0, 1],
  })
  if (!merged.ok) return merged
  const { tree, stages, incompatible } = parse(merged.value.stdout)
  const changes: TreeChange[] = []
  const conflicts: MergeConflict[] = []
  for (const [path, { base, ours: own, theirs: other }] of stages) {
    const entry = await entryAt(objects, tree, path)
    if (!entry.ok) return entry
    const marked =
      entry.value === null ? ok(null) : await relabelled(objects, entry.value, inputs.value, labels)
    if (!marked.ok) return marked
    conflicts.push({ path, base, ours: own, theirs: other, hasMarks: marked.value !== null })
    if (marked.value !== null) {
      const mode = other && base && other.mode !== base.mode ? other.mode : (entry.value?.mode ?? '100644')
      changes.push({ path, mode, oid: marked.value })
    } else if (own && other) changes.push({ path, ...other })
    else if (base && own) changes.push({ path, mode: own.mode, oid: null })
  }
  const written = await objects.writeTree(tree, changes)
  return written.ok ? ok({ tree: written.value, conflicts, incompatible }) : written
}

interface Stages {
  base: StageEntry | null
  ours: StageEntry | null
  theirs: StageEntry | null
}

/** Through Latin-1, which keeps each byte apart: a path need not be UTF-8. */
function parse(stdout: Uint8Array): {
  readonly tree: string
  readonly stages: ReadonlyMap<string, Stages>
  readonly incompatible: readonly string[]
} {
  const fields = Buffer.from(stdout).toString('latin1').split('\0')
  const text = (field: string): string => pathToText(Buffer.from(field, 'latin1'))
  const stages = new Map<string, Stages>()
  let at = 1
  for (; fields[at] !== undefined && fields[at] !== ''; at += 1) {
    const [, mode = '', oid = '', stage = '', name = ''] =
      /^(\d+) ([0-9a-f]+) ([123])\t(.*)$/s.exec(fields[at] ?? '') ?? []
    const path = text(name)
    const known = stages.get(path) ?? { base: null, ours: null, theirs: null }
    known[stage === '1' ? 'base' : stage === '2' ? 'ours' : 'theirs'] = { mode, oid }
    stages.set(path, known)
  }
  const incompatible: string[] = []
  // A count of paths, these, the kind of the message, and its words.
  for (at += 1; at < fields.length && fields[at] !== '';) {
    const count = Number(fields[at])
    const paths = fields.slice(at + 1, at + 1 + count)
    const kind = fields[at + 1 + count] ?? ''
    if (/file\/directory|distinct types|submodule.*rename|directory rename/i.test(kind))
      incompatible.push(...paths.map(text))
    at += count + 3
  }
  return { tree: fields[0] ?? '', stages, incompatible: [...new Set(incompatible)] }
}

async function entryAt(
  objects: Objects,
  tree: string,
  path: string,
): Promise<Result<StageEntry | null, GitFailure>> {
  const listed = await objects.run({
    purpose: 'look at a file of a merge',
    args: ['--literal-pathspecs', 'ls-tree', '-z', tree, '--', path],
  })
  if (!listed.ok) return listed
  const [, mode, oid] = /^(\d+) \w+ ([0-9a-f]+)\t/.exec(listed.value.stdout.toString('latin1')) ?? []
  return ok(mode !== undefined && oid !== undefined ? { mode, oid } : null)
}

/** The text with marks that name the sides in words, as a new blob; null for one without marks of this merge. */
async function relabelled(
  objects: Objects,
  { mode, oid }: StageEntry,
  [ours, theirs]: readonly [string, string, string],
  labels: ConflictLabels,
): Promise<Result<string | null, GitFailure>> {
  if (!mode.startsWith('100')) return ok(null)
  const blob = await objects.blob(oid)
  if (!blob.ok) return blob
  const text = blob.value.toString('latin1')
  // No text has a line of this very commit, which was made for this merge.
  if (!text.includes(`<<<<<<< ${ours}`) || !text.includes(`>>>>>>> ${theirs}`)) return ok(null)
  const bytes = (label: string): string => Buffer.from(label).toString('latin1')
  let inside = false
  const renamed = text.split(/(?<=\n)/).map((line) => {
    if (line.startsWith(`<<<<<<< ${ours}`)) {
      inside = true
      return line.replace(ours, bytes(labels.ours))
    }
    if (!inside) return line
    if (line.startsWith(`>>>>>>> ${theirs}`)) {
      inside = false
      return line.replace(theirs, bytes(labels.theirs))
    }
    return line.replace(
      /^(\|{7}) [0-9a-f]{4,64}(?=[:\r\n])/,
      (_, mark: string) => `${mark} ${bytes(labels.base)}`,
    )
  })
  const stored = await objects.writeBlobs([Buffer.from(renamed.join(''), 'latin1')])
  return stored.ok ? ok(stored.value[0] ?? null) : stored
}
