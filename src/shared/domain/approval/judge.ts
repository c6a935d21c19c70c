import { isTooWide, programName, reachOf } from './command-kinds.ts'
import { checkRule, hostOf, parseRule, type Rule, type RuleSubject } from './rule.ts'
import type { Commands } from './split-line.ts'

/** What an approval would permit, as far as it could be read. */
export type ReadWanted =
  | {
      readonly kind: 'commands'
      /** Every command that it runs, and nothing else; null where that is not certain. */
      readonly certain: Commands | null
      /** Every command that was found in it, for rules that forbid; a null word is one that is not known beforehand. */
      readonly found: readonly (readonly (string | null)[])[]
      /** Whether it runs in the session's worktree: rules allow nothing elsewhere. */
      readonly inside: boolean
    }
  | { readonly kind: 'network'; readonly host: string }
  /** `paths` are absolute, and lead to where they are written. */
  | { readonly kind: 'write'; readonly paths: readonly string[]; readonly worktree: string }

/** What the rules of a repository say. */
export type Judgement =
  /** Texts of the rules: all parts are allowed. */
  | { readonly kind: 'allowed'; readonly rules: readonly string[] }
  | { readonly kind: 'forbidden'; readonly rules: readonly string[] }
  /** It is the person's. */
  | { readonly kind: 'open' }

type CommandSubject = Extract<RuleSubject, { readonly kind: 'command' }>

/**
 * Holds what is wanted against rules, part by part. One part that a rule forbids forbids it, whatever else is allowed; it is
 * allowed only where every part is, by a rule that names it.
 */
export function judge(wanted: ReadWanted, rules: readonly Rule[]): Judgement {
  const forbidding = rules.filter((rule) => rule.effect === 'forbid' && forbids(rule, wanted))
  if (forbidding.length > 0) return { kind: 'forbidden', rules: forbidding.map(({ text }) => text) }
  const allowing = rules.filter(({ effect }) => effect === 'allow')
  const parts = partsOf(wanted)
  if (parts === null || parts.length === 0) return { kind: 'open' }
  const given: string[] = []
  for (const part of parts) {
    const rule = allowing.find((one) => allows(one, part))
    if (rule === undefined) return { kind: 'open' }
    if (!given.includes(rule.text)) given.push(rule.text)
  }
  return { kind: 'allowed', rules: given }
}

/** One thing that a rule has to allow. */
export type Part =
  | { readonly kind: 'command'; readonly words: readonly string[] }
  | { readonly kind: 'network'; readonly host: string }
  | { readonly kind: 'write'; readonly path: string; readonly worktree: string }

/** All that has to be allowed; null where it is not certain what that is. */
export function partsOf(wanted: ReadWanted): readonly Part[] | null {
  switch (wanted.kind) {
    case 'commands':
      return wanted.certain === null || !wanted.inside
        ? null
        : wanted.certain.map((words) => ({ kind: 'command', words }))
    case 'network': {
      const host = hostOf(wanted.host)
      return host === null ? null : [{ kind: 'network', host }]
    }
    case 'write':
      return wanted.paths.map((path) => ({ kind: 'write', path, worktree: wanted.worktree }))
  }
}

/** Whether a rule that allows names a part. What could not be written as such a rule allows nothing. */
export function allows(rule: Rule, part: Part): boolean {
  const read = checkRule(rule.text, 'allow')
  if (rule.effect !== 'allow' || !read.ok) return false
  const subject = read.value
  if (part.kind === 'command')
    return subject.kind === 'command' && beginsWith(subject, part.words) && isOrdinary(part.words)
  if (part.kind === 'network') return subject.kind === 'network' && isHost(subject, part.host)
  return subject.kind === 'write' && isIn(subject.folder, part.path, part.worktree)
}

function forbids({ text }: Rule, wanted: ReadWanted): boolean {
  const read = parseRule(text)
  if (!read.ok) return false
  const subject = read.value
  switch (wanted.kind) {
    case 'commands': {
      if (subject.kind !== 'command') return false
      return [...(wanted.certain ?? []), ...wanted.found].some((words) =>
        startsOf(words).some((one) => beginsWith(subject, one)),
      )
    }
    case 'network': {
      const host = hostOf(wanted.host)
      return subject.kind === 'network' && host !== null && isHost(subject, host)
    }
    case 'write':
      return (
        subject.kind === 'write' && wanted.paths.some((path) => isIn(subject.folder, path, wanted.worktree))
      )
  }
}

function beginsWith(rule: CommandSubject, words: readonly (string | null)[]): boolean {
  return (
    (rule.more ? words.length >= rule.words.length : words.length === rule.words.length) &&
    rule.words.every((word, at) => word === words[at])
  )
}

/** Whether a command does what its words say, and changes nothing for what comes after it in the line. */
function isOrdinary(words: readonly string[]): boolean {
  if (isTooWide(words, false) !== null) return false
  if (words[0] !== 'cd') return true
  // Another folder is a part like any other, as long as it can only lead deeper into the worktree.
  const [, to = '..', ...more] = words
  return more.length === 0 && !/^[-/~]/.test(to) && !to.split('/').includes('..')
}

/**
 * The commands that a command may be for a rule that forbids: as it stands, by its program's name, without options of git
 * before its command, and what comes after a program that runs what comes after it.
 */
function startsOf(words: readonly (string | null)[]): readonly (readonly (string | null)[])[] {
  const [first] = words
  if (first === undefined) return []
  const runs = first === null || reachOf(words.map((word) => word ?? '')).kind === 'none'
  const begun = runs ? words.map((_, at) => words.slice(at)) : [words]
  return begun.flatMap(([program = null, ...rest]) => {
    const name = program === null ? null : programName(program)
    return [[program, ...rest], [name, ...rest], ...(name === 'git' ? [[name, ...withoutOptions(rest)]] : [])]
  })
}

const takesValue = /^(?:-[Cc]|--(?:git-dir|work-tree|namespace|exec-path|config-env|super-prefix))$/

function withoutOptions(words: readonly (string | null)[]): readonly (string | null)[] {
  const [first, ...rest] = words
  if (first === undefined || first === null || !first.startsWith('-')) return words
  return withoutOptions(takesValue.test(first) ? rest.slice(1) : rest)
}

function isHost({ host, below }: Extract<RuleSubject, { readonly kind: 'network' }>, other: string): boolean {
  return below ? other.endsWith(`.${host}`) : other === host
}

function isIn(folder: string, path: string, worktree: string): boolean {
  const at = folder.startsWith('/') ? folder : folder === '' ? worktree : `${worktree}/${folder}`
  return `${path}/`.startsWith(at === '/' ? '/' : `${at}/`) && !path.split('/').includes('..')
}
