import { concatBytes, sliceLines, toLines } from '#shared/diff/lines.ts'
import type { TestRepository } from './repository.ts'
import { importTree, type TreeFile } from './tree-builder.ts'

/** A small generator of numbers, so that a whole tree comes from one seed: xorshift32. */
export class Dice {
  #state: number

  constructor(seed: number) {
    this.#state = seed | 0 || 1
    for (let warm = 0; warm < 8; warm += 1) this.#next()
  }

  /** An integer from 0 up to, not including, `limit`. */
  below(limit: number): number {
    return this.#next() % limit
  }

  chance(percent: number): boolean {
    return this.below(100) < percent
  }

  pick<T>(values: readonly T[]): T {
    const value = values[this.below(values.length)]
    if (value === undefined) throw new Error('nothing to pick from')
    return value
  }

  #next(): number {
    this.#state ^= this.#state << 13
    this.#state ^= this.#state >>> 17
    this.#state ^= this.#state << 5
    return this.#state >>> 0
  }
}

export type Node =
  | { readonly kind: 'file'; readonly bytes: Uint8Array; readonly executable: boolean }
  | { readonly kind: 'link'; readonly target: string }
  | { readonly kind: 'submodule'; readonly commit: string }
export type Tree = ReadonlyMap<string, Node>

const alike = ['a', 'b', '', '}', '  x', 'a\r', '\r', 'caf\u00e9', '\ufeffq', 'z\u0001', 'return', '\t']

function randomLine(dice: Dice): Uint8Array {
  const text = dice.chance(70) ? dice.pick(alike) : `line ${dice.below(1000)}`
  return Buffer.from(`${text}\n`, dice.chance(20) ? 'latin1' : 'utf8')
}

/** A text of odd lines; now and then without a line break at its end, all CRLF, or long. */
export function randomText(dice: Dice): Uint8Array {
  const count = dice.pick([0, 1, 3, 8, 20, 60])
  const parts = Array.from({ length: count }, () => randomLine(dice))
  const text = concatBytes(parts)
  const crlf = dice.chance(15)
    ? Buffer.from(Buffer.from(text).toString('latin1').replaceAll('\n', '\r\n'), 'latin1')
    : text
  return dice.chance(20) ? crlf.subarray(0, Math.max(0, crlf.length - 1)) : crlf
}

/** The text after a few edits of its lines, sometimes of its end or of all its line endings. */
export function reviseText(dice: Dice, text: Uint8Array): Uint8Array {
  if (dice.chance(5)) {
    const latin = Buffer.from(text).toString('latin1')
    return Buffer.from(latin.replaceAll('\r', '').replaceAll('\n', '\r\n'), 'latin1')
  }
  const lines = toLines(text)
  const parts = Array.from({ length: lines.count }, (_, line) => sliceLines(lines, line, line + 1))
  const edits = 1 + dice.below(5)
  for (let edit = 0; edit < edits; edit += 1) {
    const fresh = Array.from({ length: dice.below(4) }, () => randomLine(dice))
    parts.splice(dice.below(parts.length + 1), dice.below(4), ...fresh)
  }
  if (dice.chance(15)) {
    const last = parts.pop()
    if (last) parts.push(last.subarray(0, last.length - 1))
  }
  return concatBytes(
    parts.flatMap((part, index) =>
      index < parts.length - 1 && part.at(-1) !== 0x0a ? [part, Buffer.from('\n')] : [part],
    ),
  )
}

const names = ['a', 'b.txt', 'c d', 'e"q', 'f\u00fc', 'g\nh', 'i\\j', 'tab\t']

function randomNode(dice: Dice): Node {
  if (dice.chance(8)) return { kind: 'link', target: dice.pick(['a', '../x', 'nowhere']) }
  if (dice.chance(5)) return { kind: 'submodule', commit: `${1 + dice.below(9)}`.repeat(40) }
  const binary = dice.chance(8)
  const bytes = binary ? Buffer.from([0, dice.below(256), 0, dice.below(256)]) : randomText(dice)
  return { kind: 'file', bytes, executable: dice.chance(10) }
}

/** Another link or submodule. */
function changedNode(dice: Dice, node: Node): Node {
  if (node.kind === 'link') return { kind: 'link', target: `other${dice.below(9)}` }
  return node.kind === 'submodule' ? { kind: 'submodule', commit: `${1 + dice.below(9)}`.repeat(40) } : node
}

/** A tree with odd names, links, executables and binaries. */
export function randomTree(dice: Dice, files: number): Map<string, Node> {
  const tree = new Map<string, Node>()
  for (let index = 0; index < files; index += 1) {
    const folder = dice.chance(50) ? '' : `d${dice.below(6)}/`
    put(tree, `${folder}${dice.pick(names)}${dice.below(files)}`, randomNode(dice))
  }
  return tree
}

function put(tree: Map<string, Node>, name: string, node: Node): void {
  for (const other of [...tree.keys()]) {
    if (other.startsWith(`${name}/`) || name.startsWith(`${other}/`)) tree.delete(other)
  }
  tree.set(name, node)
}

/** The tree after an agent was at it: edits, renames, modes, kinds, deletions, files that become folders and back. */
export function reviseTree(dice: Dice, base: Tree): Map<string, Node> {
  const tree = new Map(base)
  for (const [name, node] of base) {
    const roll = dice.below(100)
    if (!tree.has(name)) continue
    if (roll < 40 && node.kind === 'file') tree.set(name, { ...node, bytes: reviseText(dice, node.bytes) })
    else if (roll < 40) tree.set(name, changedNode(dice, node))
    else if (roll < 46) tree.delete(name)
    else if (roll < 52 && node.kind === 'file') tree.set(name, { ...node, executable: !node.executable })
    else if (roll < 56) tree.set(name, randomNode(dice))
    else if (roll < 64) {
      tree.delete(name)
      const bytes = node.kind === 'file' && dice.chance(60) ? reviseText(dice, node.bytes) : null
      const executable = node.kind === 'file' && dice.chance(30) !== node.executable
      const moved = node.kind === 'file' ? { ...node, bytes: bytes ?? node.bytes, executable } : node
      put(tree, dice.chance(30) ? `${name}/${dice.pick(names)}` : `moved/${name}`, moved)
    } else if (roll < 68) {
      tree.delete(name)
      put(tree, `${name}/inside`, randomNode(dice))
    } else if (roll < 70 && name.includes('/')) put(tree, name.slice(0, name.indexOf('/')), randomNode(dice))
  }
  for (let added = dice.below(6); added > 0; added -= 1) {
    put(tree, `${dice.pick(names)}new${dice.below(50)}`, randomNode(dice))
  }
  return tree
}

/** Writes a tree; gives its id. */
export function writeTree(repository: TestRepository, tree: Tree): string {
  return importTree(
    repository,
    [...tree].map(([name, node]) => [name, treeFile(node)] as const),
  )
}

function treeFile(node: Node): TreeFile {
  if (node.kind === 'link') return ['120000', node.target]
  if (node.kind === 'submodule') return ['160000', node.commit]
  return [node.executable ? '100755' : '100644', node.bytes]
}
