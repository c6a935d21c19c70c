import type { AgentAdapter } from '../adapter.ts'
import { createLineAgent } from '../command/adapter.ts'
import { lineOf, shellWord } from '../program-agent.ts'

/**
 * Codex without a terminal, with its own sandbox. A follow-up resumes the newest conversation in the same folder, which
 * is this session's: no other session has that worktree.
 */
export function createCodexAgent(): AgentAdapter {
  return createLineAgent('codex', ({ model, effort, profile }, followsUp) =>
    lineOf(
      'codex exec -s workspace-write',
      profile ? `-p ${shellWord(profile)}` : null,
      model ? `-m ${shellWord(model)}` : null,
      effort ? `-c model_reasoning_effort=${shellWord(effort)}` : null,
      followsUp ? 'resume --last' : null,
      '-',
    ),
  )
}
