import type { Hunk } from '../changeset/file-diff.ts'
import { scopeOf, scopeText, type Scope } from './outline.ts'
import { changedLines, type UnitFile } from './unit-file.ts'
import type { UnitDraft } from './unit.ts'

/** Most changed lines of a block: what fits a head, and about a screen. */
export const mostOfBlock = 60
/** Most unchanged lines between hunks that are near each other: with the three around each, little is folded between them. */
export const nearLines = 10
/** Most changed lines of small changes of one class, group of tests or file that are taken together. */
const mostOfSmall = 30
/** Most changed lines of a file whose changes are all taken together. */
const mostOfFile = 24
/** Most changed lines of imports that go with the code below them. */
const mostImports = 12

interface Open {
  readonly hunks: Hunk[]
  /** Scopes of its hunks, those of the code apart from imports. */
  readonly scopes: (Scope | null)[]
  changed: number
  /** The last line of the revision that it reaches. */
  end: number
}

/**
 * Joins text hunks of one file, in their order: hunks of one scope, hunks near each other, and imports with the code after
 * them, as long as the whole stays small. A hunk that is larger stands alone.
 */
export function joinBlocks(file: UnitFile, hunks: readonly Hunk[]): readonly UnitDraft[] {
  const blocks: Open[] = []
  const inFile = hunks.reduce((sum, hunk) => sum + changedLines(hunk), 0)
  const scopesAt = openScopes(file.outline ?? [])
  for (const hunk of hunks) {
    const around = scopesAt(hunk.newStart)
    const scope = file.outline === null ? null : scopeOf(around, rangeOf(hunk))
    const last = blocks.at(-1)
    const size = changedLines(hunk)
    if (last !== undefined && (inFile <= mostOfFile || belongs(last, hunk, scope, around))) {
      last.hunks.push(hunk)
      last.scopes.push(scope)
      last.changed += size
      last.end = endOf(hunk)
    } else blocks.push({ hunks: [hunk], scopes: [scope], changed: size, end: endOf(hunk) })
  }
  return blocks.map(draftOf)
}

/**
 * Whether scopes decide which of these text hunks of a file are joined: not where they are one, or few lines in all, or all
 * near each other.
 */
export function scopesDecide(hunks: readonly Hunk[]): boolean {
  if (hunks.reduce((sum, hunk) => sum + changedLines(hunk), 0) <= mostOfFile) return false
  return hunks.some((hunk, at) => {
    const before = hunks[at - 1]
    return before !== undefined && firstOf(hunk) - endOf(before) - 1 > nearLines
  })
}

/** What goes with the code below it; see `mostImports`. */
const importing = /^\s*(?:import|from|use|using|package|require|extern|#\s*include)\b/
/** A line at the left edge that begins something: no comment, label, directive, end of a block, or line of a text. */
const beginning = /^(?!\w+:\s*$)[\w@$]/

/**
 * Whether two neighbours among these text hunks, not near each other, can be of one scope as far as the left edge of the
 * revision tells, without a look at its grammar: not where something begins there between them.
 */
export function mayShareScope(hunks: readonly Hunk[], revision: readonly string[]): boolean {
  return hunks.some((hunk, at) => {
    const before = hunks[at - 1]
    if (before === undefined || firstOf(hunk) - endOf(before) - 1 <= nearLines) return false
    if (importing.test(revision[firstOf(before) - 1] ?? '')) return true
    return !revision.slice(endOf(before), firstOf(hunk)).some((line) => beginning.test(line))
  })
}

/** The scopes that have begun at a line and not ended before it, in their order; asked for lines in theirs. */
function openScopes(scopes: readonly Scope[]): (line: number) => readonly Scope[] {
  let next = 0
  let open: readonly Scope[] = []
  return (line) => {
    const from = next
    while ((scopes[next]?.from ?? Infinity) <= line) next += 1
    open = [...open, ...scopes.slice(from, next)].filter(({ to }) => to >= line)
    return open
  }
}

function rangeOf(hunk: Hunk): { readonly start: number; readonly lines: number } {
  return { start: hunk.newStart, lines: hunk.newLines }
}

/** The first line of the revision that belongs to a hunk; of what was taken away, the one after it. */
function firstOf({ newStart, newLines }: Hunk): number {
  return newLines === 0 ? newStart + 1 : newStart
}

/** The last line of the revision that belongs to a hunk; of what was taken away, the one before it. */
function endOf({ newStart, newLines }: Hunk): number {
  return newLines === 0 ? newStart : newStart + newLines - 1
}

function belongs(open: Open, hunk: Hunk, scope: Scope | null, scopes: readonly Scope[]): boolean {
  if (open.changed + changedLines(hunk) > mostOfBlock) return false
  if (firstOf(hunk) - open.end - 1 <= nearLines) return true
  const last = open.scopes.at(-1) ?? null
  if (scope !== null && scope === last) return true
  if (scope !== null && last !== null && open.changed + changedLines(hunk) <= mostOfSmall) {
    const outer = scopes.find(
      (one) => one.from <= scope.from && one.to >= scope.to && one.from <= last.from && one.to >= last.to,
    )
    if (outer !== undefined) return true
  }
  const onlyImports = open.scopes.every((one) => one?.kind === 'imports')
  return onlyImports && open.changed <= mostImports
}

function draftOf({ hunks, scopes }: Open): UnitDraft {
  const named = [...new Set(scopes.filter((scope) => scope !== null))]
  const code = named.filter(({ kind }) => kind !== 'imports')
  const [only] = code.length > 0 ? code : named
  const alone = only !== undefined && (code.length === 1 || (code.length === 0 && named.length === 1))
  const isWhole = !scopes.includes(null)
  const ids = hunks.map(({ id }) => id)
  if (ids.length === 1)
    return {
      kind: 'hunk',
      reason: only === undefined ? 'one change' : scopeText(only),
      hunks: ids,
      proof: null,
    }
  const [first] = code
  const reason =
    alone && isWhole
      ? scopeText(only)
      : first !== undefined && code.length > 1
        ? `${scopeText(first)} and ${code.length - 1} more`
        : 'near each other'
  const imports = code.length > 0 && named.length > code.length ? ', with imports' : ''
  return { kind: 'block', reason: reason + imports, hunks: ids, proof: null }
}
