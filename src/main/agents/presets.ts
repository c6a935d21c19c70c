/** A known agent program and how it runs one task without a terminal, with the task on standard input. */
export interface AgentPreset {
  readonly program: string
  readonly label: string
  readonly command: string
  readonly followUpCommand: string
  /** Variables with secrets that it reads; it gets these and no others. */
  readonly secrets: readonly string[]
  /** How to get it, in one sentence. */
  readonly install: string
}

/**
 * Command lines that let the program edit files without asking, since nobody answers. Follow-ups continue the
 * program's newest conversation in the same folder, which is this session's: no other session has that worktree.
 */
export const agentPresets: readonly AgentPreset[] = [
  {
    program: 'claude',
    label: 'Claude Code',
    command: 'claude -p --permission-mode acceptEdits',
    followUpCommand: 'claude -p --continue --permission-mode acceptEdits',
    secrets: ['ANTHROPIC_API_KEY', 'ANTHROPIC_AUTH_TOKEN', 'CLAUDE_CODE_OAUTH_TOKEN'],
    install: 'Install it with “npm install -g @anthropic-ai/claude-code” and sign in once with “claude”.',
  },
  {
    program: 'codex',
    label: 'Codex',
    command: 'codex exec -s workspace-write -',
    followUpCommand: 'codex exec -s workspace-write resume --last -',
    secrets: ['OPENAI_API_KEY', 'CODEX_API_KEY'],
    install: 'Install it with “npm install -g @openai/codex” and sign in once with “codex login”.',
  },
  {
    program: 'opencode',
    label: 'opencode',
    command: 'opencode run',
    followUpCommand: 'opencode run --continue',
    secrets: [
      'OPENCODE_API_KEY',
      'ANTHROPIC_API_KEY',
      'OPENAI_API_KEY',
      'OPENROUTER_API_KEY',
      'GEMINI_API_KEY',
    ],
    install: 'Install it with “npm install -g opencode-ai” and sign in once with “opencode auth login”.',
  },
  {
    program: 'gemini',
    label: 'Gemini CLI',
    command: 'gemini --approval-mode=yolo --skip-trust',
    followUpCommand: 'gemini --approval-mode=yolo --skip-trust --resume latest',
    secrets: ['GEMINI_API_KEY', 'GOOGLE_API_KEY'],
    install: 'Install it with “npm install -g @google/gemini-cli” and sign in once with “gemini”.',
  },
]
