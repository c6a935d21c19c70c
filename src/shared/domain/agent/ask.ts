import type { ApprovalItem } from '../timeline/kinds/approval.ts'
import type { QuestionItem } from '../timeline/kinds/question.ts'

/** What an agent asks the person in the middle of a turn. */
export type AgentAsk =
  | {
      readonly kind: 'approval'
      /** Of the item that it becomes; see `TurnReport.item`. */
      readonly id: string
      readonly parent?: string | null
      readonly text: string
      readonly reason: string
      readonly folder: string | null
      /** Paths and hosts. */
      readonly touches: readonly string[]
      /** A unified diff. */
      readonly diff: string | null
      readonly options: ApprovalItem['options']
    }
  | {
      readonly kind: 'question'
      readonly id: string
      readonly parent?: string | null
      readonly text: string
      readonly options: QuestionItem['options']
    }

/** What the person answered: an option (an approval's id, a question's label) or null, and words of their own, which may be empty. */
export interface AgentAnswer {
  readonly option: string | null
  readonly words: string
}
