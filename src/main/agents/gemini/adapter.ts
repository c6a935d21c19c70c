import { ok } from '#shared/base/result.ts'
import type { AgentAdapter } from '../adapter.ts'
import { createAcpAgent } from '../acp/acp-agent.ts'
import { foldersOf } from '../program-agent.ts'

const modes: Readonly<Record<string, string>> = {
  ask: 'autoEdit',
  'ask for edits': 'default',
  plan: 'plan',
  'never ask': 'yolo',
}

/** Gemini CLI through ACP. */
export function createGeminiAgent(): AgentAdapter {
  return createAcpAgent('gemini', {
    name: 'Gemini CLI',
    program: 'gemini',
    args: ({ model }, pictures) => [
      '--acp',
      '--skip-trust',
      ...(model ? ['--model', model] : []),
      // It reads nothing outside of its worktree but what it is told.
      ...foldersOf(pictures).map((folder) => `--include-directories=${folder}`),
    ],
    install: 'Install it with “npm install -g @google/gemini-cli” and sign in once with “gemini”.',
    env: () => ({}),
    mode: ({ mode }) => ok(modes[mode ?? 'ask'] ?? null),
  })
}
