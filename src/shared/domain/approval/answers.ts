import type { AgentAsk } from '../agent/ask.ts'
import type { ApprovalItem } from '../timeline/kinds/approval.ts'

type Approval = Extract<AgentAsk, { readonly kind: 'approval' }>
type Options = Pick<Approval, 'options' | 'wants'>
type Offered = ApprovalItem['options']

/** The id of the answer that writes rules. */
export const alwaysHere = 'here'

const once = { id: 'once', label: 'Allow once', effect: 'allowOnce' } as const
const session = { id: 'session', label: 'Allow for this session', effect: 'allowSession' } as const
const here = { id: alwaysHere, label: 'Always here', effect: 'allowHere' } as const
const deny = { id: 'deny', label: 'Deny', effect: 'declineOnce' } as const

/**
 * The answers that the person is offered. They are the workbench's own where it is known what is permitted and the agent can
 * be told yes and no for once; else the agent's, as it names them, so that none stands for another.
 */
export function offeredAnswers(ask: Options, canRule: boolean): Offered {
  if (!isOurs(ask)) return ask.options
  return [once, session, ...(canRule ? [here] : []), deny]
}

/**
 * What the agent is told for an answer that was offered: for whatever lasts longer than it can remember, yes for once; the
 * workbench answers the next ask itself. Nothing that lasts is sent for once, and the agent's own "always" for nothing but
 * itself.
 */
export function agentOption(ask: Options, answer: string): string | null {
  if (!isOurs(ask)) return ask.options.some(({ id }) => id === answer) ? answer : null
  const allowed = optionFor(ask, 'allowOnce')
  switch (answer) {
    case once.id:
    case here.id:
      return allowed
    case session.id:
      return optionFor(ask, 'allowSession') ?? allowed
    case deny.id:
      return optionFor(ask, 'declineOnce')
    default:
      return null
  }
}

/** The answer with which a rule, or what was answered for the session, allows; null where the person has to. */
export function allowedOnce(ask: Options): string | null {
  return isOurs(ask) ? once.id : null
}

/** Whether an answer is to hold for the session. */
export function holdsForSession(ask: Options, answer: string): boolean {
  return isOurs(ask) && answer === session.id
}

/** The answer with which a rule forbids; it is one of `offeredAnswers`, or none of them where the agent offers no such. */
export const forbidden = deny.id

function isOurs(ask: Options): boolean {
  return ask.wants !== null && optionFor(ask, 'allowOnce') !== null && optionFor(ask, 'declineOnce') !== null
}

function optionFor({ options }: Options, effect: Approval['options'][number]['effect']): string | null {
  return options.find((option) => option.effect === effect)?.id ?? null
}
