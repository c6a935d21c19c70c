import fc from 'fast-check'
import { expect, test } from 'vitest'
import { mayShareScope } from '#shared/domain/unit/blocks.ts'
import type { UnitDraft } from '#shared/domain/unit/unit.ts'
import { fileOf, type Segment } from '#test/support/unit-files.ts'
import { cutUnits } from './cut-units.ts'
import type { UnitInput } from './unit-job.ts'

const statements = fc.integer({ min: 1, max: 60 })
const part = fc.oneof(
  statements.map((count) => ['function go() {', ...Array<string>(count).fill('  call()'), '}', '']),
  statements.map((count) => [
    ...['// What it is.', 'export class Car {', '  drive() {'],
    ...Array<string>(count).fill('    call()'),
    ...['  }', '  stop() {', '    call()', '  }', '}'],
  ]),
  fc.constant(["import { a } from 'a'", "import { b } from 'b'"]),
  fc.constant(['const one = 1']),
)

/** A module whose lines are all different, and how many of them stay and change in turn. */
const modules = fc.record({
  parts: fc.array(part, { minLength: 1, maxLength: 8 }),
  turns: fc.array(fc.record({ kept: fc.nat(30), changed: fc.integer({ min: 1, max: 14 }) }), {
    maxLength: 6,
  }),
})

function moduleOf(
  { parts, turns }: typeof modules extends fc.Arbitrary<infer One> ? One : never,
  path = 'car.ts',
  numbered = (line: string, at: number): string => `${line} // ${at}`,
): UnitInput {
  const lines = parts.flat().map((line, at) => `${numbered(line, at)}\n`)
  const segments: Segment[] = []
  let next = 0
  for (const { kept, changed } of turns) {
    const from = Math.min(lines.length, next + kept + 1)
    const to = Math.min(lines.length, from + changed)
    const now = lines.slice(from, to)
    segments.push({ kept: lines.slice(next, from), old: now.map((line) => `was ${line}`), now })
    next = to
  }
  const { diff, base, revision } = fileOf(path, [...segments, { kept: lines.slice(next), old: [], now: [] }])
  const bytes = (side: readonly string[] | null): Uint8Array => Buffer.from((side ?? []).join(''))
  return { diff, base: bytes(base), revision: bytes(revision), generated: null }
}

const members = (units: readonly UnitDraft[], path: string): string[][] =>
  units.map(({ hunks }) => hunks.filter((id) => id.startsWith(`${path}#`))).filter((ids) => ids.length > 0)

const others = Array.from({ length: 200 }, (_, at): UnitInput => {
  const { diff } = fileOf(`other/${at}.md`, [{ kept: [], old: [], now: [`${at}\n`] }])
  return { diff, base: new Uint8Array(), revision: Buffer.from(`${at}\n`), generated: null }
})

test('joins the same hunks of a module in a change of very many files, most of them without its grammar', async () => {
  let skipped = 0
  await fc.assert(
    fc.asyncProperty(modules, async (made) => {
      const file = moduleOf(made)
      const lines = Buffer.from(file.revision ?? [])
        .toString('latin1')
        .split(/(?<=\n)/)
      if (!mayShareScope(file.diff.hunks, lines)) skipped += 1
      expect(members(await cutUnits([file, ...others]), 'car.ts')).toEqual(
        members(await cutUnits([file]), 'car.ts'),
      )
    }),
  )
  expect(skipped).toBeGreaterThan(0)
})

const few = fc.integer({ min: 1, max: 40 })
/** Texts of things within things: how their lines are told apart, and what they are made of. */
const nested: readonly {
  readonly path: string
  readonly numbered: (line: string, at: number) => string
  readonly parts: readonly ((count: number) => string[])[]
}[] = [
  {
    path: 'car.yml',
    numbered: (line, at) => `${line} # ${at}`,
    parts: [
      (count) => [
        'car:',
        ...Array.from({ length: 2 * count }, (_, at) => (at % 2 === 0 ? '  - name: wheel' : '    size: 1')),
      ],
      (count) => ['road:', '  lanes:', ...Array<string>(count).fill('    lane: 1')],
      () => ['---'],
      () => ['single: 1'],
    ],
  },
  {
    path: 'car.toml',
    numbered: (line, at) => `${line} # ${at}`,
    parts: [
      (count) => ['[car]', ...Array<string>(count).fill('wheel = 1'), ''],
      (count) => ['[[road]]', 'name = "a"', ...Array<string>(count).fill('lane = [ 1, 2 ]')],
      () => ['single = 1'],
    ],
  },
  {
    path: 'car.json',
    numbered: (line, at) => `${line} // ${at}`,
    parts: [
      (count) => ['"car": {', ...Array<string>(count).fill('  "wheel": 1,'), '},'],
      (count) => ['"road": [', ...Array<string>(count).fill('  { "name": "lane" },'), '],'],
      () => ['{'],
    ],
  },
  {
    path: 'car.html',
    numbered: (line, at) => `${line}<!-- ${at} -->`,
    parts: [
      (count) => ['<section id="car">', ...Array<string>(count).fill('  <p>wheel'), '</section>'],
      (count) => ['<script>', ...Array<string>(count).fill('  drive()'), '</script>'],
      () => ['<body>'],
    ],
  },
  {
    path: 'car.c',
    numbered: (line, at) => `${line} // ${at}`,
    parts: [
      (count) => ['int go(void)', '{', ...Array<string>(count).fill('  drive();'), '}', ''],
      (count) => ['struct car {', ...Array<string>(count).fill('  int wheel;'), '};'],
      () => ['#include <car.h>'],
    ],
  },
]

test.each(nested)(
  'has each hunk of $path in one unit that fits a head, the same in a change of very many files',
  async ({ path, numbered, parts }) => {
    const made = fc.tuple(fc.constantFrom(...parts), few).map(([make, count]) => make(count))
    const texts = fc.record({
      parts: fc.array(made, { minLength: 1, maxLength: 8 }),
      turns: fc.array(fc.record({ kept: fc.nat(30), changed: fc.integer({ min: 1, max: 14 }) }), {
        maxLength: 6,
      }),
    })
    await fc.assert(
      fc.asyncProperty(texts, async (text) => {
        const file = moduleOf(text, path, numbered)
        const units = await cutUnits([file])
        expect(units.flatMap(({ hunks }) => hunks).toSorted()).toEqual(
          file.diff.hunks.map(({ id }) => id).toSorted(),
        )
        const sizes = new Map(file.diff.hunks.map(({ id, oldLines, newLines }) => [id, oldLines + newLines]))
        const tooLarge = units.filter(
          ({ kind, hunks }) =>
            kind === 'block' && hunks.reduce((sum, id) => sum + (sizes.get(id) ?? 0), 0) > 60,
        )
        expect(tooLarge).toEqual([])
        expect(members(await cutUnits([file, ...others]), path)).toEqual(members(units, path))
      }),
    )
  },
)
