import { ok } from '#shared/base/result.ts'
import type { AgentAdapter } from '../adapter.ts'
import { runAcpTurn } from '../acp/acp-agent.ts'
import type { AcpProgram } from '../acp/program.ts'
import { isOfLines, runLineTurn, type LineOf } from '../command/adapter.ts'
import { findProgram } from '../program.ts'
import { foldersOf, lineOf, shellWord } from '../program-agent.ts'
import { turnAdapter } from '../turn-adapter.ts'
import { acpAdapter } from './programs.ts'

const modes: Readonly<Record<string, string>> = {
  ask: 'acceptEdits',
  'ask for edits': 'default',
  plan: 'plan',
  'never ask': 'bypassPermissions',
}

/** Its mode is always set: the one that it begins in lets a model decide for the person. */
const acp: AcpProgram = {
  name: 'Claude Code',
  program: acpAdapter,
  args: () => [],
  install: 'Sign in once with “claude” in a terminal.',
  env: ({ model }): Readonly<Record<string, string>> => (model ? { ANTHROPIC_MODEL: model } : {}),
  mode: ({ mode }) => ok(modes[mode ?? 'ask'] ?? 'acceptEdits'),
}

/** Without the adapter it edits without asking, since nobody answers. */
const line: LineOf = ({ model, mode }, followsUp, pictures, conversation) =>
  lineOf(
    'claude -p --output-format stream-json --verbose',
    conversation !== null ? `--resume ${shellWord(conversation)}` : followsUp ? '--continue' : null,
    // It takes all words up to the next option.
    ...foldersOf(pictures).map((folder) => `--add-dir ${shellWord(folder)}`),
    `--permission-mode ${mode === 'plan' ? 'plan' : mode === 'never ask' ? 'bypassPermissions' : 'acceptEdits'}`,
    model ? `--model ${shellWord(model)}` : null,
  )

/**
 * Claude Code: through its adapter for ACP where that is installed, else without a terminal; a session goes on as it
 * began. A follow-up without the adapter continues the newest conversation in the same folder, which is this session's:
 * no other session has that worktree.
 */
export function createClaudeAgent(): AgentAdapter {
  return turnAdapter('claude', async (context, signal, steered) => {
    const adapter = await findProgram(acp.program, context.env)
    const isLine = adapter === null || (await isOfLines(context.folder))
    return isLine ? runLineTurn(context, line, signal) : runAcpTurn(context, acp, signal, steered)
  })
}
