import { err, ok, type Result } from '../../base/result.ts'
import { isTooWide } from './command-kinds.ts'
import { quoted, splitWords } from './split-line.ts'

/** What a rule is about. */
export type RuleSubject =
  /** Commands that begin with these words; `more` lets any others follow, else it is exactly these. */
  | { readonly kind: 'command'; readonly words: readonly string[]; readonly more: boolean }
  /** Connections to a host; with `below` to every host below it, and not to itself. */
  | { readonly kind: 'network'; readonly host: string; readonly below: boolean }
  /** Files in a folder and all below it: an absolute path, or one from the worktree, where it is empty itself. */
  | { readonly kind: 'write'; readonly folder: string }

/** Whether a rule allows or forbids. */
export type RuleEffect = 'allow' | 'forbid'

/** A standing answer of the person to what agents ask in a repository. */
export interface Rule {
  readonly id: string
  readonly effect: RuleEffect
  /** As the person reads and writes it; it says all that the rule is about. */
  readonly text: string
  /** Milliseconds since the epoch. */
  readonly at: number
}

/** Most characters of a rule. */
export const mostRule = 1000

/** A rule as the person reads and writes it; `parseRule` gives the same again. */
export function ruleText(subject: RuleSubject): string {
  switch (subject.kind) {
    case 'command': {
      const [first = '', ...rest] = subject.words.map(quoted)
      // What begins as a rule of another kind is one of these all the same.
      const program = /^(?:network|write):/.test(first) ? `'${first}'` : first
      return [program, ...rest, ...(subject.more ? ['*'] : [])].join(' ')
    }
    case 'network':
      return `network: ${subject.below ? '*.' : ''}${subject.host}`
    case 'write':
      return `write: ${subject.folder === '/' ? '/' : `${subject.folder || '.'}/`}`
  }
}

/** Reads a rule; the error is a sentence on what is wrong with it. */
export function parseRule(text: string): Result<RuleSubject, string> {
  const line = text.trim()
  if (line === '') return err('A rule can’t be empty.')
  if (line.length > mostRule) return err(`A rule has at most ${mostRule} characters.`)
  const [, kind, rest = ''] = /^(network|write):(.*)$/.exec(line) ?? []
  if (kind === 'network') return parseHost(rest.trim())
  if (kind === 'write') return parseFolder(rest.trim())
  const more = line.endsWith(' *')
  const words = splitWords(more ? line.slice(0, -2) : line)
  if (words === null || words.length === 0 || words[0] === '')
    return err(
      'A rule is a command in plain words, with quotes where a word has other characters, and ` *` at its end where any words may follow; or `network: HOST`, or `write: FOLDER/`.',
    )
  if (words.some((word) => /[\n\r\t]/.test(word))) return err('A rule is one line.')
  return ok({ kind: 'command', words, more })
}

/** The same, also whether it may stand with its effect: what allows is no wider than it says. */
export function checkRule(text: string, effect: RuleEffect): Result<RuleSubject, string> {
  const read = parseRule(text)
  if (!read.ok || effect === 'forbid') return read
  const subject = read.value
  if (subject.kind === 'command') {
    const why = isTooWide(subject.words, subject.more)
    return why === null ? read : err(`A rule can’t allow \`${ruleText(subject)}\`: ${why}.`)
  }
  if (subject.kind === 'write' && subject.folder === '/')
    return err('A rule can’t allow to write everywhere.')
  return read
}

/** A host as it is compared; null for what is none. */
export function hostOf(text: string): string | null {
  const name = text.toLowerCase().replace(/\.$/, '')
  const label = '[a-z0-9](?:[a-z0-9_-]{0,61}[a-z0-9])?'
  if (name.length > 253) return null
  return new RegExp(`^(?:${label}(?:\\.${label})*|\\[?[0-9a-f:.]*:[0-9a-f:.]*\\]?)$`).test(name)
    ? name.replace(/^\[|\]$/g, '')
    : null
}

function parseHost(text: string): Result<RuleSubject, string> {
  const below = text.startsWith('*.')
  const host = hostOf(below ? text.slice(2) : text)
  if (host === null || text.includes(' '))
    return err(
      'A rule for the network names one host, as in `network: registry.npmjs.org`, without a port or a path.',
    )
  if (below && (!host.includes('.') || /^[\d.]+$/.test(host) || host.includes(':')))
    return err('`*.` stands before a domain of at least two parts, as in `network: *.npmjs.org`.')
  return ok({ kind: 'network', host, below })
}

function parseFolder(text: string): Result<RuleSubject, string> {
  const parts = text.split('/')
  if (text === '' || parts.includes('..') || /[\n\r\0*]/.test(text) || text.startsWith('~'))
    return err(
      'A rule for writing names one folder, from the worktree or from `/`, without `..`, `~` and `*`, as in `write: docs/`.',
    )
  const names = parts.filter((part) => part !== '' && part !== '.').join('/')
  return ok({ kind: 'write', folder: text.startsWith('/') ? `/${names}` : names })
}
