import type { AgentAdapter } from '../adapter.ts'
import { createLineAgent } from '../command/adapter.ts'
import { lineOf, shellWord } from '../program-agent.ts'

/**
 * opencode without a terminal. A follow-up continues the newest conversation in the same folder, which is this
 * session's: no other session has that worktree.
 */
export function createOpencodeAgent(): AgentAdapter {
  return createLineAgent('opencode', ({ model }, followsUp) =>
    lineOf('opencode run', followsUp ? '--continue' : null, model ? `--model ${shellWord(model)}` : null),
  )
}
