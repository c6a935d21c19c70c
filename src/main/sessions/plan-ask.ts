import type { AgentAnswer, AgentAsk } from '#shared/domain/agent/ask.ts'
import { isAsk } from '#shared/domain/timeline/ask-item.ts'
import type { ApprovalItem } from '#shared/domain/timeline/kinds/approval.ts'
import type { TimelineItem } from '#shared/domain/timeline/timeline-item.ts'

/** An item that hands a plan over, or did. */
export type PlanAsk = ApprovalItem & { readonly plan: NonNullable<ApprovalItem['plan']> }

/** Whether an item hands a plan over to the person. */
export function isPlanAsk(item: TimelineItem): item is PlanAsk {
  return isAsk(item) && item.kind === 'approval' && item.plan !== null
}

/** What was asked, from its item: no rule answers what stands open since an earlier turn. */
export function askOf(item: PlanAsk): Extract<AgentAsk, { readonly kind: 'approval' }> {
  const { id, parent, text, reason, folder, touches, diff, plan } = item
  const options = item.options.flatMap(({ effect, ...option }) =>
    effect === 'allowHere' ? [] : [{ ...option, effect }],
  )
  return {
    kind: 'approval',
    id,
    parent,
    text,
    wants: null,
    reason,
    folder,
    touches,
    diff,
    plan: plan.text,
    options,
  }
}

/** What the person answered to a plan; null where they did not. */
export function answerOf(item: PlanAsk): AgentAnswer | null {
  if (item.state !== 'completed' && item.state !== 'declined') return null
  const { answer: option, words, plan } = item
  return { option, words, ...(plan.edited ? { plan: plan.text } : {}) }
}
