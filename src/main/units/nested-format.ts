import type { Node } from 'web-tree-sitter'

/** Something with a name in a nested text: an entry, a table, an element. */
export interface Part {
  readonly node: Node
  /** As a person is told of it; empty where it is no thing of its own and only has some within. */
  readonly name: string
  /** Where its own parts are; null where it has none. */
  readonly within: Node | null
  /** What names of its parts begin with. */
  readonly path: string
  /** Whether it is a list, whose items lie no deeper than it does. */
  readonly isList?: boolean
  /** Whether it is one thing however deep it lies. */
  readonly stands?: boolean
}

/** How a text of things within things is read by its syntax tree. */
export interface NestedFormat {
  /** The grammar's name. */
  readonly grammar: string
  /** How many levels are things of their own, however few lines they have. */
  readonly levels: number
  /** A line that is a comment by itself. */
  readonly comment: RegExp
  /** Whether a text with any error in it is not read by the grammar at all: what it finds then has wrong ends. */
  readonly strict: boolean
  /** Whether the grammar can take a text at all, by a look at it that takes no more than its length. */
  readonly isReadable: (text: string) => boolean
  /** What is directly in a node, in its order, of which `isWanted`: to name what is not takes time. */
  readonly parts: (node: Node, path: string, isWanted: (part: Node) => boolean) => Iterable<Part>
}

/** The name of an entry in what has this path. */
export function pathTo(path: string, key: string): string {
  return path === '' || path.endsWith(' ') ? `${path}${key}` : `${path}.${key}`
}

/** The name of an item of a list: by what it calls itself, else by its place (from 0). */
export function itemPath(path: string, label: string | null, place: number): string {
  if (label === null) return `${path}[${place}]`
  return path === '' || path.endsWith(' ') ? `${path}“${label}”` : `${path} “${label}”`
}

/** Entries by which an item of a list is called, the first that there is. */
const labelKeys = ['name', 'id', 'key', 'title', 'uses', 'run', 'alert', 'record']

/** The first of them that has a short value. */
export function labelOf(valueOf: (key: string) => string | null): string | null {
  for (const key of labelKeys) {
    const value = valueOf(key)?.trim() ?? ''
    if (value !== '' && value.length <= 60 && !value.includes('\n')) return value
  }
  return null
}

/** A text of a string without its quotes. */
export function unquoted(text: string): string {
  return /^(["']).*\1$/s.test(text) && text.length > 1 ? text.slice(1, -1) : text
}
