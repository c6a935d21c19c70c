import type { ApprovalItem } from './kinds/approval.ts'
import type { QuestionItem } from './kinds/question.ts'
import type { TimelineItem } from './timeline-item.ts'

/** An item with which an agent asks the person for an answer. */
export type AskItem = ApprovalItem | QuestionItem

/** Whether the item asks the person for an answer, or did. */
export function isAsk(item: TimelineItem): item is AskItem {
  return item.kind === 'approval' || item.kind === 'question'
}

const mostOfLine = 200

/** What is asked, in one line of a list. */
export function askLine({ text }: Pick<AskItem, 'text'>): string {
  const [line = ''] = text.trim().split(/[\r\n]/, 1)
  return `asks: ${line.length > mostOfLine ? `${line.slice(0, mostOfLine)}…` : line}`
}

/** Whether an option of an approval gives the permission. */
export function allows({ effect }: Pick<ApprovalItem['options'][number], 'effect'>): boolean {
  return effect !== 'declineOnce' && effect !== 'declineAlways'
}
