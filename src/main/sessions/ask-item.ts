import type { AgentAnswer, AgentAsk } from '#shared/domain/agent/ask.ts'
import { alwaysHere, offeredAnswers } from '#shared/domain/approval/answers.ts'
import type { ApprovalItem } from '#shared/domain/timeline/kinds/approval.ts'
import type { SessionApprovals } from './ports.ts'

export type LookedAt = Awaited<ReturnType<SessionApprovals['look']>>

/** What an agent asks, and what is known of it; null for a question. */
export interface PlacedAsk {
  readonly ask: AgentAsk
  readonly looked: LookedAt | null
}

/** What the person answered: for what is always allowed here, with the rules that were shown, one for each proposal. */
export interface PersonAnswer extends AgentAnswer {
  readonly rules?: readonly string[] | undefined
}

type AskState = 'waiting' | 'completed' | 'declined' | 'interrupted'

/** An ask as the timeline keeps it. */
export function askItem(
  { ask, looked }: PlacedAsk,
  state: AskState,
  answer: AgentAnswer | null,
  by: ApprovalItem['answeredBy'] = null,
) {
  const given = { state, answer: answer?.option ?? null, words: answer?.words ?? '' }
  if (ask.kind === 'question') return { ...ask, ...given }
  const { wants: _wants, plan, ...shown } = ask
  const { proposal } = looked ?? {}
  const text = answer?.plan ?? plan
  return {
    ...shown,
    ...given,
    options: offeredAnswers(ask, proposal?.kind === 'rules'),
    proposals: proposal?.kind === 'rules' ? proposal.parts : [],
    // Nobody looks for a rule that would approve a plan.
    noRule: proposal?.kind === 'none' && plan === undefined ? proposal.why : '',
    plan: text === undefined ? null : { text, edited: text !== plan },
    answeredBy: by,
  }
}

/** Why this is no answer to it, as a sentence; null where it is one. */
export function obstacleTo(placed: PlacedAsk, { option, words, rules, plan }: PersonAnswer): string | null {
  const { ask, looked } = placed
  if (plan !== undefined && (ask.kind === 'question' || ask.plan === undefined))
    return 'It is about no plan that could be edited.'
  if (plan !== undefined && plan.trim() === '') return 'The plan is empty.'
  if (option !== null && !answersOf(placed).some(({ name }) => name === option))
    return 'That is none of its answers.'
  if (ask.kind === 'question') return option === null && words.trim() === '' ? 'The answer is empty.' : null
  if (option === null) return 'Permission is given or declined by one of its answers.'
  const parts = looked?.proposal.kind === 'rules' ? looked.proposal.parts : []
  if (option !== alwaysHere || parts.length === 0)
    return rules === undefined ? null : 'No rule is written with that answer.'
  const isShown =
    rules?.length === parts.length && parts.every((steps, at) => steps.includes(rules[at] ?? ''))
  return isShown
    ? null
    : `A rule is only written as it was shown. Give one for each of these, in this order: ${parts.map((steps) => steps.map((text) => `\`${text}\``).join(' or ')).join('; then ')}.`
}

/** What can be answered, in a sentence. */
export function choicesOf(placed: PlacedAsk): string {
  const { kind } = placed.ask
  const answers = answersOf(placed)
  if (answers.length === 0)
    return kind === 'approval' ? 'It has no answers: stop the session.' : 'Answer in words of your own.'
  const names = answers.map(({ name, label }) => (label === '' ? name : `${name} (${label})`))
  return `Answer one of: ${names.join(', ')}${kind === 'question' ? '; or in words of your own' : ''}.`
}

function answersOf({ ask, looked }: PlacedAsk): readonly { readonly name: string; readonly label: string }[] {
  if (ask.kind === 'question') return ask.options.map(({ label }) => ({ name: label, label: '' }))
  return offeredAnswers(ask, looked?.proposal.kind === 'rules').map(({ id, label }) => ({ name: id, label }))
}
