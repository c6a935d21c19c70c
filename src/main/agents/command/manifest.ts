import type { AgentManifest } from '../manifest.ts'
import { commandOptions } from './options.ts'

export const commandManifest: AgentManifest = {
  kind: 'command',
  name: 'Command',
  icon: 'terminal',
  program: null,
  find: () =>
    Promise.resolve({
      available: true,
      note: 'Any command line, run in the worktree by your shell. The task is on its standard input and in $WINNOW_PROMPT.',
    }),
  options: commandOptions,
  capabilities: [],
  // What its line names, and what the program that it begins with needs: see `secrets.ts`.
  secrets: [],
  stateFolders: [],
  stateSettings: [],
  domains: [],
  createAdapter: async () => (await import('./adapter.ts')).createCommandAgent(),
}
