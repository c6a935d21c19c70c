/** Who may import what. The compiler holds the layers, lint tells while typing, this holds the rest exactly. */

/** Packages that only some files may import; a prefix of a path each. Tests may import anything. */
export const packageHomes: Readonly<Record<string, readonly string[]>> = {
  electron: ['src/main/electron/', 'src/main/index.ts', 'src/preload/'],
  'monaco-editor': ['src/renderer/editor/'],
  openai: ['src/main/agents/'],
  libsql: ['src/main/store/', 'src/main/instance/'],
  'simple-git': ['src/main/git/'],
  'node:child_process': [
    'src/main/git/',
    'src/main/agents/',
    'src/main/doctor/',
    'src/main/instance/',
    'scripts/',
  ],
  'node:worker_threads': ['src/main/workers/', 'src/main/changesets/'],
}

/** The layer of a file by its path, and the layers it may import. Preload imports nothing but electron. */
export const layers: readonly { readonly prefix: string; readonly mayImport: readonly string[] }[] = [
  { prefix: 'src/shared/', mayImport: ['src/shared/'] },
  { prefix: 'src/main/', mayImport: ['src/shared/', 'src/main/'] },
  { prefix: 'src/renderer/', mayImport: ['src/shared/', 'src/renderer/'] },
  { prefix: 'src/preload/', mayImport: [] },
]

/** Folders of `src/main` that every other folder there may import. */
export const foundations: readonly string[] = ['git', 'store', 'rpc']

/** The few imports between other folders of `src/main`, each with its reason. */
export const bridges: readonly { readonly from: string; readonly to: string; readonly reason: string }[] = [
  { from: 'demo', to: 'agents', reason: 'the scripted agent implements the adapter interface' },
  { from: 'instance', to: 'web', reason: 'the owner of a data folder listens, for clients and for pages' },
  { from: 'client', to: 'instance', reason: 'a client finds the owner, or becomes it' },
]
