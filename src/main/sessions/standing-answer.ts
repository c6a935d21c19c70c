import type { AgentAnswer, AgentAsk } from '#shared/domain/agent/ask.ts'
import { allowedOnce, forbidden } from '#shared/domain/approval/answers.ts'
import type { ApprovalItem } from '#shared/domain/timeline/kinds/approval.ts'
import type { LookedAt } from './ask-item.ts'

/** The answer to an ask that stands already, and by what. */
export interface StandingAnswer {
  readonly state: 'completed' | 'declined'
  /** `option` is one of those that a person is offered; null denies where the agent offers no such answer. */
  readonly answer: AgentAnswer
  readonly by: ApprovalItem['answeredBy']
}

/**
 * What answers an ask without the person: a rule that forbids before all else, then rules that allow, then what was allowed
 * for the session. Null where the person has to, also because the agent takes no answer that is for once.
 */
export function standingAnswer(
  ask: Extract<AgentAsk, { readonly kind: 'approval' }>,
  { judgement, isRemembered }: LookedAt,
): StandingAnswer | null {
  const option = allowedOnce(ask)
  if (judgement.kind === 'forbidden') {
    const named = judgement.rules.map((text) => `\`${text}\``).join(', ')
    const words = `A rule of this repository forbids this: ${named}.`
    return {
      state: 'declined',
      answer: { option: option === null ? null : forbidden, words },
      by: { kind: 'rules', rules: judgement.rules },
    }
  }
  if (option === null) return null
  const answer = { option, words: '' }
  if (judgement.kind === 'allowed')
    return { state: 'completed', answer, by: { kind: 'rules', rules: judgement.rules } }
  return isRemembered ? { state: 'completed', answer, by: { kind: 'session' } } : null
}
