/** The program that speaks ACP for Claude Code; it brings a Claude Code of its own. */
export const acpAdapter = 'claude-agent-acp'
