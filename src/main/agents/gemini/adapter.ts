import type { AgentAdapter } from '../adapter.ts'
import { createLineAgent } from '../command/adapter.ts'
import { foldersOf, lineOf, shellWord } from '../program-agent.ts'

/**
 * Gemini CLI without a terminal. It asks for nothing, since nobody answers. A follow-up resumes the newest conversation
 * in the same folder, which is this session's: no other session has that worktree.
 */
export function createGeminiAgent(): AgentAdapter {
  return createLineAgent('gemini', ({ model }, followsUp, pictures) =>
    lineOf(
      'gemini --approval-mode=yolo --skip-trust',
      model ? `-m ${shellWord(model)}` : null,
      followsUp ? '--resume latest' : null,
      ...foldersOf(pictures).map((folder) => `--include-directories=${shellWord(folder)}`),
    ),
  )
}
