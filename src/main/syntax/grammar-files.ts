/** Packages of single grammars; all others come with the one that has many. */
const packages: Readonly<Record<string, string>> = {
  c: 'tree-sitter-c',
  html: 'tree-sitter-html',
  json: 'tree-sitter-json',
  toml: '@tree-sitter-grammars/tree-sitter-toml',
  yaml: '@tree-sitter-grammars/tree-sitter-yaml',
}

/** The name of a grammar's file, beside what is built. */
export function grammarFileName(grammar: string): string {
  return `tree-sitter-${grammar}.wasm`
}

/** Where a grammar's file is among the installed packages, as it is imported. */
export function grammarInPackages(grammar: string): string {
  const folder = Object.hasOwn(packages, grammar) ? packages[grammar] : '@vscode/tree-sitter-wasm/wasm'
  return `${folder}/${grammarFileName(grammar)}`
}
