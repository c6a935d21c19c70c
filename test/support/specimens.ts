import { concatBytes } from '#shared/diff/lines.ts'
import type { Dice } from './dice.ts'
import {
  moveBlock,
  randomText,
  repeatLines,
  reviseText,
  textureNames,
  textOf,
  type TextureName,
} from './random-texts.ts'
import { oddName, put, type Node, type Tree } from './random-trees.ts'

type Files = Readonly<Record<string, Node>>
/** A change of one kind: what is at `name` (and near it) before and after. */
type Specimen = (dice: Dice, name: string, round: number) => readonly [before: Files, after: Files]

const file = (bytes: Uint8Array | string, executable = false): Node => ({
  kind: 'file',
  bytes: typeof bytes === 'string' ? Buffer.from(bytes) : bytes,
  executable,
})
const link = (target: string): Node => ({ kind: 'link', target })
const submodule = (dice: Dice): Node => ({ kind: 'submodule', commit: `${10 + dice.below(90)}`.repeat(20) })

/** A text that is like no other, so that git knows it again at another path. */
const known = (dice: Dice): Uint8Array =>
  concatBytes([
    ...Array.from({ length: 12 }, () => Buffer.from(`known ${dice.below(1_000_000_000)}\n`)),
    textOf(dice, 'odd', 5),
  ])
const slightly = (dice: Dice, text: Uint8Array): Uint8Array =>
  concatBytes([text.subarray(0, 60), Buffer.from(`new ${dice.below(100)}\n`), text.subarray(60)])
const pointer = (dice: Dice): Node =>
  file(
    `version https://git-lfs.github.com/spec/v1\noid sha256:${`${10 + dice.below(90)}`.repeat(32)}\nsize ${dice.below(10_000)}\n`,
  )
const binary = (dice: Dice): Uint8Array =>
  concatBytes([Uint8Array.from([0, 1, 0]), Buffer.from(`${'like itself '.repeat(30)}${dice.below(1000)}`)])

const edited =
  (texture: TextureName): Specimen =>
  (dice, name) => {
    const text = textOf(dice, texture, 6 + dice.below(30))
    const next = reviseText(dice, reviseText(dice, text, texture), texture)
    return [{ [name]: file(text) }, { [name]: file(next) }]
  }

const folderTo =
  (node: (dice: Dice) => Node): Specimen =>
  (dice, name) => [
    { [`${name}/in`]: file(randomText(dice)), [`${name}/on/on`]: file(known(dice)) },
    { [name]: node(dice) },
  ]

const below: (dice: Dice, name: string) => readonly [Files, Files] = (dice, name) => {
  const text = known(dice)
  return [{ [name]: file(text) }, { [`${name}/same`]: file(slightly(dice, text)) }]
}

const specimens: readonly Specimen[] = [
  ...textureNames.map(edited),
  (dice, name) => {
    const text = textOf(dice, 'crlf', 12)
    const flipped = Buffer.from(Buffer.from(text).toString('latin1').replaceAll('\r\n', '\n'), 'latin1')
    return dice.chance(50)
      ? [{ [name]: file(text) }, { [name]: file(flipped) }]
      : [{ [name]: file(flipped) }, { [name]: file(text) }]
  },
  (dice, name) => {
    const text = concatBytes([known(dice), known(dice)])
    return [{ [name]: file(text) }, { [name]: file(moveBlock(dice, text)) }]
  },
  (dice, name) => {
    const text = textOf(dice, 'repeated', 12)
    return [{ [name]: file(text) }, { [name]: file(repeatLines(dice, text)) }]
  },
  (dice, name) => {
    const text = known(dice)
    return [{ [name]: file(text) }, { [`moved/${name}`]: file(text) }]
  },
  (dice, name) => {
    const text = known(dice)
    return [{ [name]: file(text) }, { [`moved/${name}`]: file(slightly(dice, text), dice.chance(50)) }]
  },
  (dice, name) => {
    const text = known(dice)
    const next = dice.chance(50) ? slightly(dice, text) : text
    return [{ [`${name}Case`]: file(text) }, { [`${name}cASE`]: file(next) }]
  },
  (dice, name) => {
    const text = known(dice)
    const copies = { [`${name}-copy`]: file(text), [`${name}-like`]: file(slightly(dice, text)) }
    return [
      { [name]: file(text) },
      { [name]: file(dice.chance(50) ? text : slightly(dice, text)), ...copies },
    ]
  },
  (dice, name) => {
    const text = randomText(dice)
    const executable = dice.chance(50)
    return [{ [name]: file(text, executable) }, { [name]: file(text, !executable) }]
  },
  (dice, name) => {
    const text = known(dice)
    const executable = dice.chance(50)
    return [{ [name]: file(text, executable) }, { [name]: file(slightly(dice, text), !executable) }]
  },
  (dice, name) => [{ [name]: link('a') }, { [name]: file(randomText(dice)) }],
  (dice, name) => [{ [name]: file(randomText(dice)) }, { [name]: link('../b c') }],
  (dice, name) => [{ [name]: link('a') }, { [name]: link(`other${dice.below(9)}`) }],
  (dice, name) => [{ [name]: submodule(dice) }, { [name]: submodule(dice) }],
  (dice, name) => [{ [name]: submodule(dice) }, { [name]: file(randomText(dice)) }],
  (dice, name) => [{ [name]: file(randomText(dice)) }, { [name]: submodule(dice) }],
  (dice, name) => [{ [name]: submodule(dice) }, { [`${name}+`]: submodule(dice) }],
  (dice, name) => {
    const one = submodule(dice)
    return [{ [name]: one }, { [`moved/${name}`]: one }]
  },
  (dice, name) => [{ [name]: file(randomText(dice)) }, { [`${name}/in`]: file(randomText(dice)) }],
  (_, name) => [{ [name]: link('x') }, { [`${name}/in`]: link('x'), [`${name}/on/on`]: file('on\n') }],
  folderTo((dice) => file(randomText(dice))),
  folderTo(() => link('y')),
  folderTo(submodule),
  below,
  (dice, name) => {
    const [above, inside] = below(dice, name)
    return [inside, above]
  },
  (dice, name) => [{ [name]: pointer(dice) }, { [name]: pointer(dice) }],
  (dice, name) => [{ [name]: pointer(dice) }, { [name]: file(binary(dice)) }],
  // Of an empty file that comes and one that goes git makes a rename.
  (dice, name, round) => {
    const empty = Object.fromEntries([1, 2, 3, 4].map((at) => [`${name}${at}`, file('', dice.chance(50))]))
    return round % 2 === 0 ? [{}, empty] : [empty, {}]
  },
  (dice, name) => [{ [name]: file('') }, { [name]: file(textOf(dice, 'odd', 3)) }],
  (dice, name) => [{ [name]: file(textOf(dice, 'odd', 3)) }, { [name]: file('') }],
  (_, name) => [{ [name]: file('') }, { [name]: file('', true) }],
  (dice, name) => {
    const content = binary(dice)
    const next = dice.chance(10) ? content : concatBytes([content, Buffer.from('more')])
    return [{ [name]: file(content) }, { [`moved/${name}`]: file(next, dice.chance(50)) }]
  },
  (dice, name) => [{ [name]: file(binary(dice)) }, { [name]: file(randomText(dice)) }],
  (dice, name) => [{ [name]: file(randomText(dice)) }, {}],
  (dice, name) => [{}, { [name]: file(randomText(dice), dice.chance(30)) }],
  (dice, name) => [{}, { [name]: dice.pick([link('new'), submodule(dice), file(binary(dice))]) }],
]

/**
 * Two trees with a change of every kind that there is, each at an odd path, besides what the given ones bring. Where
 * kinds exclude each other, rounds take turns. `percent` takes so many of the kinds only.
 */
export function specimenTrees(
  dice: Dice,
  base: Tree,
  revision: Tree,
  round: number,
  percent = 100,
): readonly [base: Map<string, Node>, revision: Map<string, Node>] {
  const trees = [new Map(base), new Map(revision)] as const
  for (const [index, specimen] of specimens.entries()) {
    if (!dice.chance(percent)) continue
    // A folder of its own now and then; the number keeps the paths apart.
    const folder = dice.chance(50) ? '' : `s${dice.below(2)}/`
    const sides = specimen(dice, `${folder}${oddName(index + round)}${index}`, round)
    for (const side of [0, 1] as const)
      for (const [name, node] of Object.entries(sides[side])) put(trees[side], name, node)
  }
  return trees
}
