/** One line of a diff as an agent tells it. */
export interface UnifiedLine {
  /** `head`: of no hunk, as the names of files are. */
  readonly kind: 'head' | 'gap' | 'same' | 'added' | 'deleted'
  readonly text: string
}

const kinds: Readonly<Record<string, UnifiedLine['kind']>> = { '+': 'added', '-': 'deleted', ' ': 'same' }

/**
 * The lines of a unified diff, or of whatever else an agent sends as one. Which lines belong to a hunk is counted, never
 * guessed by how they look.
 */
export function unifiedLines(diff: string): readonly UnifiedLine[] {
  let oldLeft = 0
  let newLeft = 0
  return diff
    .replace(/\n$/, '')
    .split('\n')
    .map((line): UnifiedLine => {
      const [sign = ' '] = line === '' ? [' '] : line
      const kind = oldLeft > 0 || newLeft > 0 ? kinds[sign] : undefined
      if (kind !== undefined) {
        if (kind !== 'added') oldLeft -= 1
        if (kind !== 'deleted') newLeft -= 1
        return { kind, text: line.slice(1) }
      }
      const hunk = /^@@ -\d+(?:,(\d+))? \+\d+(?:,(\d+))? @@/.exec(line)
      if (hunk === null) return { kind: 'head', text: line }
      oldLeft = Number(hunk[1] ?? 1)
      newLeft = Number(hunk[2] ?? 1)
      return { kind: 'gap', text: line }
    })
}
