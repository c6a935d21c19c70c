/** A small change of meaning, put into one run of lines. */
export interface Mutant {
  readonly operator: string
  /** The lines with it, each with its end. */
  readonly lines: readonly string[]
}

interface LineEdit {
  readonly operator: string
  /** Where in a line it applies: each match is one mutant. */
  readonly at: RegExp
  readonly put: (match: RegExpExecArray) => string
}

const quoted = /"(?:[^"\\\n]|\\.)+"|'(?:[^'\\\n]|\\.)+'|`(?:[^`\\\n]|\\.)+`/g

/** Cyrillic letters that are drawn as these are. */
const lookAlikes: Readonly<Record<string, string>> = { a: '\u0430', e: '\u0435', o: '\u043e' }

const lineEdits: readonly LineEdit[] = [
  { operator: 'a digit', at: /\d/g, put: ([digit]) => String((Number(digit) + 1) % 10) },
  {
    operator: 'a blank in a string',
    at: quoted,
    put: ([text]) => `${text.slice(0, -1)} ${text.slice(-1)}`,
  },
  { operator: 'a newline after return', at: /\breturn (?=\S)/g, put: () => 'return\n' },
  {
    operator: 'another letter',
    at: /\b[a-y](?=\w\w)/g,
    put: ([letter]) => String.fromCharCode(letter.charCodeAt(0) + 1),
  },
  {
    operator: 'a letter that looks alike',
    at: /\b\w*?[aeo]/g,
    put: ([text]) => `${text.slice(0, -1)}${lookAlikes[text.slice(-1)] ?? ''}`,
  },
  // Inside a word, where nobody sees it.
  { operator: 'U+200B', at: /(?<=\w)(?=\w\w)(?<!\w\w)/g, put: () => '\u200b' },
]

const importLine = /^\s*import\b/
/** An import that is there for what it does alone. */
const bareImport = /^\s*import\s+['"]/

/** All mutants of these lines that are made without reading them as code, in a fixed order. */
export function* editMutants(lines: readonly string[]): Iterable<Mutant> {
  for (const [index, line] of lines.entries()) {
    for (const { operator, at, put } of lineEdits)
      for (const match of line.matchAll(at)) {
        const changed = line.slice(0, match.index) + put(match) + line.slice(match.index + match[0].length)
        yield { operator, lines: lines.with(index, changed) }
      }
    if (lines.length > 1 && line.trim() !== '')
      yield { operator: 'a line left out', lines: lines.toSpliced(index, 1) }
    const next = lines[index + 1]
    if (next === undefined || !importLine.test(line) || !importLine.test(next)) continue
    if (bareImport.test(line) || bareImport.test(next))
      yield {
        operator: 'a swapped import with side effects',
        lines: lines.with(index, next).with(index + 1, line),
      }
  }
}

/** What an agent could hide in new lines of a lockfile: another registry, or a script that runs at the installation. */
export function* lockfileMutants(lines: readonly string[]): Iterable<Mutant> {
  for (const [index, line] of lines.entries()) {
    const host = /\bhttps?:\/\/[^/\s"']+/.exec(line)
    if (host)
      yield {
        operator: 'another registry',
        lines: lines.with(index, line.replace(host[0], 'https://registry.example')),
      }
    if (checksum.test(line)) {
      const script = line.replace(/\S.*/, '"hasInstallScript": true,')
      yield { operator: 'an install script', lines: lines.toSpliced(index, 0, script) }
    }
  }
}

const checksum = /\bsha512-([\w+/])/

/** A line of a lockfile with another checksum; null where it has none. */
export function otherChecksum(line: string): string | null {
  const found = checksum.exec(line)
  return found === null ? null : line.replace(found[0], `sha512-${found[1] === 'A' ? 'B' : 'A'}`)
}
