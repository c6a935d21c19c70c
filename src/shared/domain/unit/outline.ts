/** What a person takes for one thing in a text, in its lines (1-based, `to` included). */
export interface Scope {
  readonly kind: 'function' | 'method' | 'test' | 'type' | 'declaration' | 'section' | 'imports'
  /** As it is named in the text; empty where it has no name. */
  readonly name: string
  readonly from: number
  readonly to: number
}

/** A range of lines of the revision; with no lines it is the gap after line `start` (0: before the first). */
export interface LineRange {
  readonly start: number
  readonly lines: number
}

/** The scope that holds all of a range: of scopes that lie in one another the innermost. `scopes` are in order of `from`. */
export function scopeOf(scopes: readonly Scope[], range: LineRange): Scope | null {
  // What was taken away from between two lines is in a scope that has both.
  const from = range.start
  const to = range.lines === 0 ? range.start + 1 : range.start + range.lines - 1
  let found: Scope | null = null
  for (const scope of scopes) {
    if (scope.from > from) break
    if (scope.to >= to && (found === null || scope.to - scope.from <= found.to - found.from)) found = scope
  }
  return found
}

const words: Readonly<Record<Scope['kind'], string>> = {
  function: 'function',
  method: 'method',
  test: 'test',
  type: 'type',
  declaration: '',
  section: 'section',
  imports: 'imports',
}

/** A scope in words: "function retry", "imports", "test “adds”". */
export function scopeText({ kind, name }: Scope): string {
  if (kind === 'imports' || name === '') return kind === 'declaration' ? 'one declaration' : words[kind]
  const shown = kind === 'test' || kind === 'section' ? `“${name}”` : name
  return [words[kind], shown].filter((word) => word !== '').join(' ')
}
