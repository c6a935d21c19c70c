import type { Node } from 'web-tree-sitter'
import { programName, shellLine } from '#shared/domain/approval/command-kinds.ts'
import { splitLine, type Commands } from '#shared/domain/approval/split-line.ts'
import { parseText } from '../syntax/grammars.ts'

/** What a line runs, as far as it can be told before it runs. */
export interface ReadLine {
  /** Every command, where the line has nothing but plain words and two readers agree; null otherwise. */
  readonly certain: Commands | null
  /** Every command that is somewhere in it; a null word is made when it runs. */
  readonly found: readonly (readonly (string | null)[])[]
}

/** Most characters of a line that are read. */
const mostLine = 20_000
/** How deep lines in lines (`sh -c '…'`) are looked into. */
const deepest = 4

/** What there may be in a line that is certain. Anything else, an error before all, makes it uncertain. */
const plainNodes = new Set([
  ...['program', 'list', 'pipeline', 'command', 'command_name', 'comment'],
  ...['redirected_statement', 'file_redirect', 'file_descriptor'],
  ...['word', 'number', 'string', 'string_content', 'raw_string', 'concatenation'],
  ...['&&', '||', '|', ';', '\n', '"', '>&', '>', '>>', '<'],
])

/**
 * Reads a line of a POSIX shell. Never throws: a line that can't be read is not certain, and nothing is found in it beyond
 * what could be read.
 */
export async function readLine(line: string): Promise<ReadLine> {
  const split = splitLine(line)
  if (line.length > mostLine) return { certain: null, found: [] }
  const tree = await parseText('bash', line).catch(() => null)
  if (tree === null) return { certain: null, found: split ?? [] }
  try {
    const nodes = [...nodesBelow(tree.rootNode)]
    const found = nodes.filter(({ type }) => type === 'command').map(wordsOf)
    const isPlain =
      !tree.rootNode.hasError && nodes.every((node) => !node.isMissing && plainNodes.has(node.type))
    const certain = isPlain && split !== null && isSame(split, found) ? split : null
    return { certain, found: [...found, ...(await inside(found, deepest))] }
  } finally {
    tree.delete()
  }
}

/** The same of what an agent starts with its arguments: a shell that gets a line is that line. */
export async function readProgram(argv: readonly string[]): Promise<ReadLine> {
  const line = shellLine(argv)
  if (line === null) return { certain: argv.length > 0 ? [argv] : null, found: await inside([argv], deepest) }
  const read = await readLine(line)
  return { certain: read.certain, found: [argv, ...read.found] }
}

/** Commands of lines that are arguments of commands: of shells, `eval`, and whatever runs them. */
async function inside(
  commands: readonly (readonly (string | null)[])[],
  depth: number,
): Promise<readonly (readonly (string | null)[])[]> {
  if (depth === 0) return []
  const lines = commands.flatMap((words) => linesIn(words))
  const found: (readonly (string | null)[])[] = []
  for (const line of lines.slice(0, 50)) {
    const tree = line.length > mostLine ? null : await parseText('bash', line).catch(() => null)
    if (tree === null) continue
    const own = [...nodesBelow(tree.rootNode)].filter(({ type }) => type === 'command').map(wordsOf)
    tree.delete()
    found.push(...own, ...(await inside(own, depth - 1)))
  }
  return found
}

/** Words of a command that are lines of a shell themselves. */
function linesIn(words: readonly (string | null)[]): readonly string[] {
  const at = words.findIndex((word) => word !== null && isShellOrEval(word))
  if (at === -1) return []
  const rest = words.slice(at + 1).filter((word) => word !== null)
  return words[at] === 'eval' ? [rest.join(' ')] : rest.filter((word) => !word.startsWith('-'))
}

function isShellOrEval(word: string): boolean {
  return word === 'eval' || shellLine([programName(word), '-c', 'x']) !== null
}

function* nodesBelow(root: Node): Iterable<Node> {
  const open = [root]
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    yield node
    for (let at = node.childCount - 1; at >= 0; at -= 1) {
      const child = node.child(at)
      if (child !== null) open.push(child)
    }
  }
}

/** The words of a command node: its name and its arguments, without assignments and redirections. */
function wordsOf(command: Node): readonly (string | null)[] {
  const words: (string | null)[] = []
  for (let at = 0; at < command.childCount; at += 1) {
    const child = command.child(at)
    const field = command.fieldNameForChild(at)
    if (child !== null && (field === 'name' || field === 'argument')) words.push(wordOf(child))
  }
  return words
}

/** What a word is, read as the other reader does; null where something in it is expanded. */
function wordOf({ text }: Node): string | null {
  const [words, ...more] = splitLine(`x ${text}`) ?? []
  return words?.length === 2 && more.length === 0 ? (words[1] ?? null) : null
}

function isSame(split: Commands, found: readonly (readonly (string | null)[])[]): boolean {
  return (
    split.length === found.length &&
    split.every((words, at) => {
      const other = found[at]
      return other?.length === words.length && words.every((word, place) => word === other[place])
    })
  )
}
