import { json, toml, yaml } from './data-formats.ts'
import { html } from './html-format.ts'
import type { NestedFormat } from './nested-format.ts'

const extensions: Readonly<Record<string, NestedFormat>> = {
  json,
  jsonc: json,
  webmanifest: json,
  yaml,
  yml: yaml,
  toml,
  html,
  htm: html,
  xhtml: html,
}

/** The grammars that nested texts are read by. */
export const nestedGrammars: readonly string[] = [
  ...new Set(Object.values(extensions).map(({ grammar }) => grammar)),
]

/** How a file of things within things is read, by its name; null where it is none, or no grammar reads it. */
export function nestedFormatOf(path: string): NestedFormat | null {
  const extension = /\.([^./]+)$/.exec(path)?.[1]?.toLowerCase() ?? ''
  return Object.hasOwn(extensions, extension) ? (extensions[extension] ?? null) : null
}
