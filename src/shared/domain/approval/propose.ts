import { reachOf } from './command-kinds.ts'
import { allows, partsOf, type Part, type ReadWanted } from './judge.ts'
import { checkRule, ruleText, type Rule, type RuleSubject } from './rule.ts'

/** The rules that would allow something from now on. */
export type Proposal =
  /** For each part that no rule allows yet, texts of rules that would, the narrowest first. None of the lists is empty. */
  | { readonly kind: 'rules'; readonly parts: readonly (readonly string[])[] }
  /** No rule can; `why` is a sentence. */
  | { readonly kind: 'none'; readonly why: string }

/** Most parts that one answer writes rules for: more can't be read at a glance. */
const mostParts = 8
/** Most lengths of a prefix to choose from. */
const mostSteps = 6

/**
 * What could be written so that the same is allowed without asking. It begins with exactly what is asked for, and every other
 * step names less of it. Null wants no rule at all.
 */
export function propose(wanted: ReadWanted | null, rules: readonly Rule[]): Proposal {
  const none = (why: string): Proposal => ({ kind: 'none', why })
  if (wanted === null) return none('It is nothing that a rule can name.')
  const parts = partsOf(wanted)
  if (parts === null)
    return none(
      wanted.kind === 'commands' && !wanted.inside
        ? 'It would run outside of the worktree, and a rule allows nothing there.'
        : 'It has a part that can’t be read with certainty, so no rule can allow it.',
    )
  const steps: (readonly string[])[] = []
  const seen = new Set<string>()
  for (const part of parts) {
    if (rules.some((rule) => allows(rule, part))) continue
    const own = stepsOf(part)
    const [first] = own
    if (first === undefined) return none(whyNone(part))
    if (!seen.has(first)) steps.push(own)
    seen.add(first)
  }
  if (steps.length === 0) return none('There is nothing left to allow.')
  return steps.length > mostParts
    ? none(`It has more than ${mostParts} parts, too many for rules to be read at a glance.`)
    : { kind: 'rules', parts: steps }
}

/** Texts of rules that allow a part, each wider than the one before. */
function stepsOf(part: Part): readonly string[] {
  const texts = subjectsOf(part).map(ruleText)
  const rule = (text: string): Rule => ({ id: '', effect: 'allow', text, at: 0 })
  return texts.filter((text) => checkRule(text, 'allow').ok && allows(rule(text), part))
}

function subjectsOf(part: Part): readonly RuleSubject[] {
  if (part.kind === 'network') return [{ kind: 'network', host: part.host, below: false }]
  if (part.kind === 'write') return foldersOf(part).map((folder) => ({ kind: 'write', folder }))
  const { words } = part
  const reach = reachOf(words)
  const exact: RuleSubject = { kind: 'command', words, more: false }
  if (reach.kind !== 'prefix') return reach.kind === 'none' ? [] : [exact]
  const lengths = Array.from({ length: words.length - reach.least + 1 }, (_, cut) => words.length - cut)
  // The longest ones, and the shortest: what lies between in a long line is a choice of nothing.
  const kept = lengths.length < mostSteps ? lengths : [...lengths.slice(0, mostSteps - 2), reach.least]
  return [
    exact,
    ...kept.map((length): RuleSubject => ({ kind: 'command', words: words.slice(0, length), more: true })),
  ]
}

/** The folder of a file and those above it, up to the worktree; outside of that only its own. */
function foldersOf({ path, worktree }: Extract<Part, { readonly kind: 'write' }>): readonly string[] {
  if (!`${path}/`.startsWith(`${worktree}/`)) return [path.slice(0, Math.max(1, path.lastIndexOf('/')))]
  const names = path
    .slice(worktree.length + 1)
    .split('/')
    .slice(0, -1)
  return [...names.map((_, at) => names.slice(0, names.length - at).join('/')), '']
}

function whyNone(part: Part): string {
  if (part.kind !== 'command') return 'It is nothing that a rule can name.'
  const reach = reachOf(part.words)
  return reach.kind === 'none'
    ? `No rule can allow it: ${reach.why}.`
    : 'It has a word that a rule of one line can’t hold.'
}
