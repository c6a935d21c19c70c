import type { FileChange, HunkKind } from '../changeset/file-diff.ts'
import { unitKinds } from '../unit/unit.ts'
import type { Verdict } from './decided.ts'
import { pathMatcher } from './path-pattern.ts'

/** How a hunk stands; each is in exactly one of these states. An own edit counts as accepted, as everywhere. */
export const verdictStates = ['undecided', 'accepted', 'rejected', 'deferred'] as const
export type VerdictState = (typeof verdictStates)[number]

/** What else can be said of a hunk after `is:`, whatever its verdict is. */
export const hunkMarks = ['seen', 'unseen', 'new', 'edited', 'back', 'changed'] as const
export type HunkMark = (typeof hunkMarks)[number]

const hunkKinds = [
  ...(['text', 'add', 'delete', 'rename', 'mode', 'type', 'symlink', 'binary', 'submodule'] as const),
] as const satisfies readonly HunkKind[]
const fileChanges = [
  ...(['added', 'modified', 'deleted', 'renamed', 'typeChanged'] as const),
] as const satisfies readonly FileChange[]

/** All that is said of a hunk by `kind:`, in lower case: what it is, what it is decided with, what became of its file. */
export const findKinds: readonly string[] = [
  ...new Set([...unitKinds, ...hunkKinds, ...fileChanges].map((kind) => kind.toLowerCase())),
]

export const filterWords = ['is', 'kind', 'path', 'by'] as const
export type FilterWord = (typeof filterWords)[number]

/** The values of a filter that are known beforehand; of `path` none are, of `by` besides these the revisions. */
export const filterValues: Readonly<Record<FilterWord, readonly string[]>> = {
  is: [...verdictStates, ...hunkMarks],
  kind: findKinds,
  path: [],
  by: ['me', 'agent', 'command-line'],
}

/** One word and its values, of which one is enough; `not`: none of them. */
export interface Filter {
  readonly word: FilterWord
  readonly values: readonly string[]
  readonly not: boolean
}

/** What a person typed into the field, taken apart. */
export interface FindQuery {
  /** What is looked for in the lines, as it stands. */
  readonly text: string
  readonly filters: readonly Filter[]
  /** What of it can't be a filter, as sentences; where `isRefused` nothing is found until that is mended. */
  readonly problems: readonly string[]
  readonly isRefused: boolean
  /** The filter at the end, where its value is not complete, and what could stand there. */
  readonly completing: { readonly typed: string; readonly values: readonly string[] } | null
}

/** What filters ask of a hunk. */
export interface HunkFacts {
  readonly verdict: Verdict | null
  readonly marks: ReadonlySet<HunkMark>
  readonly kinds: ReadonlySet<string>
  /** Of the revision, and of the base where it differs. */
  readonly paths: readonly string[]
  /** Who wrote it: `me`, `agent` or `command-line`; and where it is known the revision that it came with, as `r2`. */
  readonly by: ReadonlySet<string>
}

/** A word of the query: `-word:value`, the value in quotes where it has blanks. */
const token = /(?<=^|\s)(-?)([a-z]+):("[^"]*"|[^\s"]*)(?=\s|$)/giu
/** The same in quotes: text, though it reads as a filter. */
const quoted = /(?<=^|\s)"(-?(?:is|kind|path|by):[^"]*)"(?=\s|$)/gu
/** Values that text has after a colon: an address, a scope. */
const asText = /^[:/\\]/u

const listOf = (values: readonly string[]): string =>
  values.length < 2 ? values.join('') : `${values.slice(0, -1).join(', ')} or ${values.at(-1) ?? ''}`

/** Takes a query apart. `revisions` are the numbers of those that `by:` can name. */
export function parseFind(query: string, revisions: readonly number[] = []): FindQuery {
  const filters: Filter[] = []
  const problems: string[] = []
  let isRefused = false
  let completing: FindQuery['completing'] = null
  const known: Readonly<Record<FilterWord, readonly string[]>> = {
    ...filterValues,
    by: [...filterValues.by, ...revisions.map((number) => `r${number}`)],
  }
  const literals: string[] = []
  const unquoted = query.replace(quoted, (_all, words: string) => `\u0000${literals.push(words) - 1}\u0000`)
  let taken = literals.length > 0
  const rest = unquoted.replace(
    token,
    (all: string, minus: string, name: string, value: string, at: number) => {
      const word = filterWords.find((one) => one === name.toLowerCase())
      if (word === undefined) {
        if (value !== '' && !asText.test(value))
          problems.push(
            `${name}: is no filter, so “${all}” is looked for as text. Filters are ${listOf(filterWords.map((one) => `${one}:`))}.`,
          )
        return all
      }
      taken = true
      const values = valuesOf(word, value)
      const last = values.at(-1) ?? ''
      const unknown = word === 'path' ? [] : values.filter((one) => one !== '' && !known[word].includes(one))
      if (at + all.length === unquoted.length && !known[word].includes(last)) {
        const could = known[word].filter((one) => one.startsWith(last) && !values.includes(one))
        completing = { typed: last, values: could }
      }
      const isOpen = completing !== null && completing.values.length > 0
      if (values.every((one) => one === '') || (isOpen && unknown.length > 0)) isRefused = true
      else if (unknown.length > 0) {
        isRefused = true
        problems.push(`${word}: takes ${listOf(known[word])}, not “${unknown.join(', ')}”.`)
      }
      filters.push({ word, values: values.filter((one) => one !== ''), not: minus === '-' })
      return '\u0001'
    },
  )
  // oxlint-disable-next-line no-control-regex -- the signs that nobody types stand for what was taken out
  const joined = taken ? rest.replaceAll(/\s*\u0001\s*/gu, ' ').trim() : rest
  // oxlint-disable-next-line no-control-regex -- and for what is put back
  const text = joined.replaceAll(/\u0000(\d+)\u0000/gu, (_all, at: string) => literals[Number(at)] ?? '')
  return { text, filters, problems, isRefused, completing }
}

function valuesOf(word: FilterWord, value: string): readonly string[] {
  const bare = value.startsWith('"') ? value.slice(1, -1) : value
  // A path may have commas, in `{a,b}` say.
  return word === 'path' ? [bare] : bare.toLowerCase().split(',')
}

/** Whether what is typed may yet become a filter: it ends in how the word of one begins. */
export function mayBecomeFilter(query: string): boolean {
  const last = /(?:^|\s)-?([a-z]*)$/iu.exec(query)?.[1]?.toLowerCase() ?? ''
  return last !== '' && filterWords.some((word) => word.startsWith(last))
}

/** The query with the value that is being typed completed to this one. */
export function completeFind(query: string, { completing }: FindQuery, value: string): string {
  const typed = completing?.typed.length ?? 0
  return `${query.slice(0, query.length - typed)}${value} `
}

/** The state of a verdict. */
export function verdictState(verdict: Verdict | null): VerdictState {
  if (verdict === null) return 'undecided'
  return verdict === 'accept' ? 'accepted' : verdict === 'reject' ? 'rejected' : 'deferred'
}

/** Whether a filter asks for the hunks of a file, and not for the file alone. */
export function isAboutHunks({ word }: Filter): boolean {
  return word !== 'path'
}

/**
 * What tells whether all of these filters let a hunk through. Several of one word are one of which either is enough; those
 * that exclude all hold.
 */
export function matcherOfFilters(filters: readonly Filter[]): (facts: HunkFacts) => boolean {
  const tests: ((facts: HunkFacts) => boolean)[] = []
  for (const word of filterWords) {
    const own = filters.filter((one) => one.word === word)
    const wanted = own.filter(({ not }) => !not).flatMap(({ values }) => values)
    const unwanted = own.filter(({ not }) => not).flatMap(({ values }) => values)
    if (wanted.length > 0) tests.push(anyOf(word, wanted))
    if (unwanted.length > 0) {
      const isUnwanted = anyOf(word, unwanted)
      tests.push((facts) => !isUnwanted(facts))
    }
  }
  return (facts) => tests.every((test) => test(facts))
}

function anyOf(word: FilterWord, values: readonly string[]): (facts: HunkFacts) => boolean {
  if (word === 'path') {
    const matchers = values.map(pathTest)
    return ({ paths }) => matchers.some((matches) => paths.some(matches))
  }
  return (facts) => values.some((value) => saysOf(word, facts).has(value))
}

function saysOf(word: Exclude<FilterWord, 'path'>, facts: HunkFacts): ReadonlySet<string> {
  if (word === 'kind') return facts.kinds
  if (word === 'by') return facts.by
  return new Set<string>([verdictState(facts.verdict), ...facts.marks])
}

/** A pattern is one of whole paths or names; words without its signs are looked for anywhere in the path. */
function pathTest(value: string): (path: string) => boolean {
  if (/[*?{]/u.test(value)) return pathMatcher(value)
  const low = value.toLowerCase()
  return (path) => path.toLowerCase().includes(low)
}
