import type { AgentOutcome, TokenUsage } from '../adapter.ts'
import type { ModelItem } from './items.ts'
import type { WorkMode } from './work-mode.ts'

/** One line of a session's rollout. Items are the server's own, verbatim. */
export type RolloutRecord =
  | {
      readonly type: 'turn'
      readonly turn: number
      readonly origin: string
      readonly instructions: string
    }
  | { readonly type: 'item'; readonly item: ModelItem; readonly by?: 'person' }
  /** What the person said while the turn ran. It is no part of the conversation before it was heard. */
  | { readonly type: 'words'; readonly item: ModelItem }
  /** All words so far are a part of the conversation from here on. */
  | { readonly type: 'heard' }
  /** The model was given this file of the repository's notes. */
  | { readonly type: 'notes'; readonly path: string; readonly hash: string; readonly bytes: number }
  /** A tool is about to run: from here on it may have had an effect. */
  | { readonly type: 'intent'; readonly call: string; readonly tool: string }
  /** The person chose this mode from here on; `chosen` names the choice. A plan that was approved before allows nothing more. */
  | { readonly type: 'mode'; readonly mode: WorkMode; readonly chosen: string }
  /** The person approved this plan, as it stands here. */
  | { readonly type: 'approved'; readonly plan: string }
  | { readonly type: 'usage'; readonly usage: TokenUsage }
  /** Everything before is replaced by these items: what the person said, and then the rest. */
  | {
      readonly type: 'compacted'
      readonly words?: readonly ModelItem[]
      readonly history: readonly ModelItem[]
      readonly by?: 'server' | 'summary'
    }
  | { readonly type: 'end'; readonly outcome: AgentOutcome['kind'] }
  /** The conversation is again what the first bytes of the file make it; see `rollout-places.ts`. */
  | { readonly type: 'rolledBack'; readonly to: number }
  /** All before was said in the session that this one was forked from. */
  | { readonly type: 'forked' }
