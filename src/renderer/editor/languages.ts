import { monaco } from './monaco.ts'

let byName: Map<string, string> | null = null
let bySuffix: Map<string, string> | null = null

function load(): void {
  byName = new Map()
  bySuffix = new Map()
  for (const language of monaco.languages.getLanguages()) {
    for (const name of language.filenames ?? []) byName.set(name.toLowerCase(), language.id)
    for (const suffix of language.extensions ?? []) bySuffix.set(suffix.toLowerCase(), language.id)
  }
  // Names that the registered languages leave out.
  for (const [suffix, id] of [
    ['.jsonc', 'javascript'],
    ['.json', 'javascript'],
    ['.json5', 'javascript'],
    ['.vue', 'html'],
    ['.svelte', 'html'],
    ['.toml', 'ini'],
    ['.zsh', 'shell'],
  ] as const)
    if (!bySuffix.has(suffix)) bySuffix.set(suffix, id)
}

/** The language of a path by its name, the longest known suffix first. */
export function languageOf(path: string): string {
  if (byName === null || bySuffix === null) load()
  const name = path.slice(path.lastIndexOf('/') + 1).toLowerCase()
  const named = byName?.get(name)
  if (named !== undefined) return named
  for (let at = name.indexOf('.'); at !== -1; at = name.indexOf('.', at + 1)) {
    const id = bySuffix?.get(name.slice(at))
    if (id !== undefined) return id
  }
  return 'plaintext'
}
