import type { Hunk } from '../changeset/file-diff.ts'
import { newLinesOf, oldLinesOf, type UnitFile } from './unit-file.ts'

/**
 * A line that is one whole import, and names something of it: what is imported for its effect alone (`import 'a'`, `_ "a"`)
 * is none, since its place matters.
 */
const importLines: readonly (readonly [extension: RegExp, line: RegExp])[] = [
  [/\.[cm]?[jt]sx?$/, /^import (?:type )?[\w*{$][^'"`\r]* from (?:'[^'\\]+'|"[^"\\]+");?$/],
  [/\.pyi?$/, /^(?:import [\w.]+(?: as \w+)?|from (?!__)[\w][\w.]* import [\w, ]+)$/],
  [/\.go$/, /^\t(?:[A-Za-z]\w* )?"[^"\\]+"$/],
  [/\.rs$/, /^use [\w:{}, ]+;$/],
  [/\.(?:java|kt)$/, /^import [\w.]+\w;?$/],
  [/\.cs$/, /^using [\w.]+;$/],
]

/**
 * The hunks of a file that give its imports another order and nothing else: the same lines, byte for byte, as often as
 * before. Null where there are none.
 */
export function reorderedImports(file: UnitFile, hunks: readonly Hunk[]): readonly Hunk[] | null {
  const line = importLines.find(([extension]) => extension.test(file.diff.path))?.[1]
  if (line === undefined || file.base === null || file.revision === null) return null
  const ofImports = hunks.filter((hunk) =>
    [...oldLinesOf(file, hunk), ...newLinesOf(file, hunk)].every((text) =>
      line.test(text.replace(/\r?\n$/, '')),
    ),
  )
  const before = ofImports.flatMap((hunk) => oldLinesOf(file, hunk)).sort()
  const after = ofImports.flatMap((hunk) => newLinesOf(file, hunk)).sort()
  const isSame = before.length === after.length && before.every((text, at) => text === after[at])
  if (!isSame || before.length === 0) return null
  const oldSide = ofImports.map(({ oldStart, oldLines }) => ({ start: oldStart, count: oldLines }))
  const newSide = ofImports.map(({ newStart, newLines }) => ({ start: newStart, count: newLines }))
  // In the base, too: what stood among them there ran after those above it.
  const isFree =
    canChangeOrder(file, file.base, oldSide, line) && canChangeOrder(file, file.revision, newSide, line)
  return isFree ? ofImports : null
}

/** What is said of the line below it: attributes, conditions, and words for other programs. */
const directive = /^\s*#|@|ignore|disable|expect|next-line|nolint|noqa|pragma|region|go:/i

/**
 * Whether only imports and blank lines stand from the first of these lines to the last, none above is about the first, and no
 * two give one name: else something runs at another time, or means another thing.
 */
function canChangeOrder(
  file: UnitFile,
  lines: readonly string[],
  ranges: readonly { readonly start: number; readonly count: number }[],
  line: RegExp,
): boolean {
  // What is not there on this side stands after the line that it names.
  let from = Infinity
  let to = 0
  for (const { start, count } of ranges) {
    from = Math.min(from, count === 0 ? start + 1 : start)
    to = Math.max(to, count === 0 ? start : start + count - 1)
  }
  const among = lines.slice(from - 1, to).filter((text) => text.trim() !== '')
  if (directive.test(lines[from - 2] ?? '') && !isImport(line, lines[from - 2] ?? '')) return false
  if (!among.every((text) => isImport(line, text))) return false
  return !/\.pyi?$/.test(file.diff.path) || !givesOneNameTwice(among)
}

function isImport(line: RegExp, text: string): boolean {
  return line.test(text.replace(/\r?\n$/, ''))
}

/** Whether of several imports of Python two give the same name to different things: the last of them holds. */
function givesOneNameTwice(imports: readonly string[]): boolean {
  const given = new Map<string, string>()
  for (const text of new Set(imports.map((one) => one.trim()))) {
    const from = /^from ([\w.]+) import (.+)$/.exec(text)
    for (const one of (from?.[2] ?? text.replace(/^import /, '')).split(',')) {
      const [thing = '', name] = one.trim().split(/ as /)
      // Of `import a.b` the name is that of the outer one.
      const outer = from === null && name === undefined ? (thing.split('.')[0] ?? '') : thing
      const source = `${from?.[1] ?? ''} ${outer}`
      if ((given.get(name ?? outer) ?? source) !== source) return true
      given.set(name ?? outer, source)
    }
  }
  return false
}
