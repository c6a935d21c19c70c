/** Who may import what. The compiler holds the layers, lint tells while typing, this holds the rest exactly. */

/** Packages that only some files may import; a prefix of a path each. Tests may import anything. */
export const packageHomes: Readonly<Record<string, readonly string[]>> = {
  electron: ['src/main/electron/', 'src/main/index.ts', 'src/preload/'],
  'monaco-editor': ['src/renderer/editor/'],
  openai: ['src/main/agents/'],
  '@lydell/node-pty': ['src/main/agents/openai/'],
  '@agentclientprotocol/sdk': ['src/main/agents/acp/'],
  libsql: ['src/main/store/', 'src/main/instance/'],
  'simple-git': ['src/main/git/'],
  '@modelcontextprotocol/client': ['src/main/agents/openai/mcp/'],
  '@modelcontextprotocol/server': ['src/main/mcp/'],
  'web-tree-sitter': ['src/main/approvals/', 'src/main/syntax/', 'src/main/units/'],
  'node:child_process': [
    'src/main/git/',
    'src/main/agents/',
    'src/main/cli.ts',
    'src/main/doctor/',
    'src/main/external/',
    'scripts/',
  ],
}

/** The layer of a file by its path, and the layers it may import. Preload imports nothing but electron. */
export const layers: readonly { readonly prefix: string; readonly mayImport: readonly string[] }[] = [
  { prefix: 'src/shared/', mayImport: ['src/shared/'] },
  { prefix: 'src/main/', mayImport: ['src/shared/', 'src/main/'] },
  { prefix: 'src/renderer/', mayImport: ['src/shared/', 'src/renderer/'] },
  { prefix: 'src/preload/', mayImport: [] },
]

/**
 * Folders of `src/renderer` from the ground up: each imports only those before it, and itself. In a floor with rooms
 * (one folder each) no room imports another.
 */
export const floors: readonly { readonly name: string; readonly rooms?: true }[] = [
  { name: 'styles' },
  { name: 'client' },
  { name: 'commands' },
  { name: 'ui' },
  { name: 'editor' },
  { name: 'replicas' },
  { name: 'view' },
  { name: 'actions' },
  { name: 'features', rooms: true },
  { name: 'app' },
]

/** Folders and packages that a page must not load before it shows anything. */
export const deferred: readonly string[] = [
  'src/renderer/editor',
  'src/renderer/features/review',
  'monaco-editor',
  'zod',
  '@xterm/xterm',
]

/** Folders of `src/main` that every other folder there may import. */
export const foundations: readonly string[] = ['git', 'store', 'syntax', 'system']

/** Folders that start, serve and reach the workbench; they may import each other, and no noun imports them. */
export const hosts: readonly string[] = ['cli', 'client', 'electron', 'instance', 'rpc', 'web']

/**
 * Folders that compose the nouns, together with the files directly in `src/main`: `processes` has what happens across
 * nouns, a file for each event; `wiring` gives each noun what it needs of others.
 */
export const compositions: readonly string[] = ['wiring', 'processes']

/** The few imports between other folders of `src/main`, each with its reason. */
export const bridges: readonly { readonly from: string; readonly to: string; readonly reason: string }[] = [
  { from: 'demo', to: 'agents', reason: 'the scripted agent implements the adapter interface' },
  { from: 'cli', to: 'agents', reason: 'its help and checks name the agents of the registry' },
  { from: 'doctor', to: 'agents', reason: 'agents are found on PATH as they are when they run' },
  { from: 'doctor', to: 'instance', reason: 'the data folder is where the instance says' },
]
