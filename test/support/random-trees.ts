import type { Dice } from './dice.ts'
import { randomText, reviseText } from './random-texts.ts'
import type { TestRepository } from './repository.ts'
import { importTree, type TreeFile } from './tree-builder.ts'

export type Node =
  | { readonly kind: 'file'; readonly bytes: Uint8Array; readonly executable: boolean }
  | { readonly kind: 'link'; readonly target: string }
  | { readonly kind: 'submodule'; readonly commit: string }
export type Tree = ReadonlyMap<string, Node>

const names = [
  'a',
  'b.txt',
  'c d',
  ' e',
  'f ',
  'e"q',
  "it's",
  'f\u00fc',
  'fu\u0308',
  'g\nh',
  'g\rh',
  'i\\j',
  'tab\t',
  '-rf',
  '*?[x]',
  '\u65e5\u672c',
  '\udcff\udc80x',
  ':(top)',
  '\u2028',
  '"',
  '\u{1f600}',
  'A',
  'B.txt',
]

/** A name that is hard to quote: spaces, quotes, line breaks, letters beyond ASCII, bytes beyond UTF-8. */
export function oddName(index: number): string {
  return names[index % names.length] ?? ''
}

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

/** Puts a node at a path, in the place of what cannot stand beside it. */
export function put(tree: Map<string, Node>, name: string, node: Node): void {
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

/** A tree with the files of one and of another: where both have a path, mostly that of the first. */
export function mixTrees(dice: Dice, one: Tree, other: Tree): Map<string, Node> {
  const mixed = new Map<string, Node>()
  for (const [name, node] of one) if (dice.chance(70) || !other.has(name)) mixed.set(name, node)
  for (const [name, node] of other) {
    const clash = [...mixed.keys()].some((at) => at.startsWith(`${name}/`) || name.startsWith(`${at}/`))
    if (!mixed.has(name) && !clash) mixed.set(name, node)
  }
  return mixed
}
