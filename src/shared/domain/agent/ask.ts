import type { Wanted } from '../approval/wanted.ts'
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
      /** What `text` says, for rules to answer; null where none can. */
      readonly wants: Wanted | null
      readonly reason: string
      readonly folder: string | null
      /** Paths and hosts. */
      readonly touches: readonly string[]
      /** A unified diff. */
      readonly diff: string | null
      /** The plan that it is about, which the person may edit before they approve it. */
      readonly plan?: string
      /** The answers that the agent takes. `allowAlways` and `declineAlways` last as long as it pleases. */
      readonly options: readonly ApprovalOption[]
    }
  | {
      readonly kind: 'question'
      readonly id: string
      readonly parent?: string | null
      readonly text: string
      readonly options: QuestionItem['options']
    }

/** An answer that an agent takes; rules are the workbench's alone. */
export type ApprovalOption = ApprovalItem['options'][number] & {
  readonly effect: Exclude<ApprovalItem['options'][number]['effect'], 'allowHere'>
}

/** What the person answered: an option (an approval's id, a question's label) or null, and words of their own, which may be empty. */
export interface AgentAnswer {
  readonly option: string | null
  readonly words: string
  /** The plan as the person edited it; absent where they left it as it was. */
  readonly plan?: string | undefined
}
