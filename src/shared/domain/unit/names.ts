/** A name where it stands in a text; the line is 1-based. */
export interface NamedLine {
  readonly name: string
  readonly line: number
}

/** A name that a text takes from another one. */
export interface ImportedName {
  /** As it is bound here; null where it is only handed on. */
  readonly name: string | null
  /** As it is named there; null where that is the whole module, or its default. */
  readonly imported: string | null
  /** The other one as it is spelled here: "./retry.ts", "..net.retry". */
  readonly from: string
  readonly line: number
}

/** What a text of a programming language says of names, properties and what stands in strings and comments left out. */
export interface NamesInText {
  /** What it defines at its top level. */
  readonly definitions: readonly (NamedLine & { readonly exported: boolean })[]
  readonly imports: readonly ImportedName[]
  /** What it hands out by a name that is not that of a definition. */
  readonly exports: readonly NamedLine[]
  /** Names that are bound at any other place of it: parameters, local variables, nested functions. */
  readonly bound: readonly string[]
  /** Where names are used; each once a line. */
  readonly uses: readonly NamedLine[]
  /** Whether names may come in that it does not spell: to be handed out, or to be used as well. */
  readonly open: 'no' | 'exports' | 'all'
}

/** Where a name stands for the result of a review: in every one, or only where the hunk is accepted or rejected. */
export interface NamePlace {
  readonly hunk: string | null
  readonly side: 'kept' | 'added' | 'removed'
}

export interface NameUse extends NamePlace {
  readonly path: string
  readonly line: number
}

/** A name with all that defines it, each of which is in a hunk, and all that uses it where only they can be meant. */
export interface NameLink {
  readonly name: string
  readonly definitions: readonly (NamePlace & { readonly hunk: string })[]
  readonly uses: readonly NameUse[]
}

/** The names that hunks of one file of a changeset define or take away. */
export interface FileNames {
  readonly links: readonly NameLink[]
}

/** How the names of two files can be the same thing. */
export type NameLanguage = 'javascript' | 'python' | 'go' | 'rust'

const languages: Readonly<Record<string, NameLanguage>> = {
  ...{ js: 'javascript', mjs: 'javascript', cjs: 'javascript', jsx: 'javascript' },
  ...{ ts: 'javascript', mts: 'javascript', cts: 'javascript', tsx: 'javascript' },
  ...{ py: 'python', pyi: 'python', go: 'go', rs: 'rust' },
}

/** Ends of the names of files of a language, without the dot. */
export function extensionsOf(language: NameLanguage): readonly string[] {
  return Object.keys(languages).filter((extension) => languages[extension] === language)
}

/** The language whose names can be told of; null for any other file. */
export function nameLanguageOf(path: string): NameLanguage | null {
  const extension = /\.([^./]+)$/.exec(path)?.[1] ?? ''
  return Object.hasOwn(languages, extension) ? (languages[extension] ?? null) : null
}

/** The links of a file; `isWhole` is false where git could not look at all of it this time. */
export interface FoundLinks {
  readonly links: readonly NameLink[]
  readonly isWhole: boolean
}
