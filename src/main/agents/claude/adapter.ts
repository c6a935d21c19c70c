import type { AgentAdapter } from '../adapter.ts'
import { createLineAgent } from '../command/adapter.ts'
import { foldersOf, lineOf, shellWord } from '../program-agent.ts'

/**
 * Claude Code without a terminal. It edits without asking, since nobody answers. A follow-up continues the newest
 * conversation in the same folder, which is this session's: no other session has that worktree.
 */
export function createClaudeAgent(): AgentAdapter {
  return createLineAgent('claude', ({ model }, followsUp, pictures) =>
    lineOf(
      'claude -p',
      followsUp ? '--continue' : null,
      // It takes all words up to the next option.
      ...foldersOf(pictures).map((folder) => `--add-dir ${shellWord(folder)}`),
      '--permission-mode acceptEdits',
      model ? `--model ${shellWord(model)}` : null,
    ),
  )
}
