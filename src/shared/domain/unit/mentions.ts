/** A word of a text that may name a file: a path or a module, and where it stands. */
export interface Mention {
  /** The file that it stands in. */
  readonly path: string
  /** From 1. */
  readonly line: number
  readonly word: string
}

/** Names that a folder is imported by rather than the file. */
const folderFiles: ReadonlySet<string> = new Set(['index', 'mod', '__init__', 'main'])

/** The last name by which other files name one: its own without an ending, or its folder's. Null where that says nothing. */
export function nameOfFile(path: string): string | null {
  const parts = path.split('/')
  const stem = stemOf(parts.at(-1) ?? '')
  const name = folderFiles.has(stem) ? (parts.at(-2) ?? '') : stem
  return /^[\w.-]{3,}$/.test(name) ? name : null
}

function stemOf(file: string): string {
  const dot = file.lastIndexOf('.')
  return dot > 0 ? file.slice(0, dot) : file
}

/**
 * Whether a mention names a file: its whole path, a path that leads there from the mention's own folder, or a module of at
 * least two parts that its path ends with. A bare name is none: it may be anything's.
 */
export function names(mention: Mention, path: string): boolean {
  const word = mention.word.replace(/^[^\w.@#~/]+/, '').replace(/[.,/]+$/, '')
  const targets = formsOf(path)
  if (/^\.{1,2}\//.test(word)) {
    const folder = mention.path.split('/').slice(0, -1)
    const there = resolved(folder, word)
    return there !== null && targets.has(there)
  }
  if (targets.has(word.replace(/^\.?\//, ''))) return true
  const parts = word.includes('/') ? word.split('/') : word.split('.')
  const own = parts.filter((part) => !/^[@#~]?$/.test(part)).map((part) => part.replace(/^[@#~]/, ''))
  // What begins with a sign stands for a folder that nobody here knows.
  const known = /^[@#~]/.test(word) && own.length > 2 ? own.slice(1) : own
  if (known.length < 2) return false
  const end = known.join('/')
  return [...targets].some((target) => target.endsWith(`/${end}`) || target === end)
}

/** The ways to write a path: with its ending, without, with the ending of what is built of it, and as its folder. */
function formsOf(path: string): ReadonlySet<string> {
  const parts = path.split('/')
  const stem = stemOf(parts.at(-1) ?? '')
  const folder = parts.slice(0, -1)
  const forms = [path, [...folder, stem].join('/'), [...folder, `${stem}.js`].join('/')]
  if (folderFiles.has(stem) && folder.length > 0) forms.push(folder.join('/'))
  return new Set(forms)
}

/** A path from a folder on; null where it leads out of all. */
function resolved(folder: readonly string[], path: string): string | null {
  const parts = [...folder]
  for (const part of path.split('/')) {
    if (part === '.' || part === '') continue
    if (part !== '..') parts.push(part)
    else if (parts.pop() === undefined) return null
  }
  return parts.join('/')
}
