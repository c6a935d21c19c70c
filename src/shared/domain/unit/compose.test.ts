import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { mostOfBlock, scopesDecide } from './blocks.ts'
import { composeUnits } from './compose.ts'
import type { Scope } from './outline.ts'
import { changedLines, linesOf, type UnitFile } from './unit-file.ts'
import { fileOf, type Segment } from '#test/support/unit-files.ts'
import { foldedKinds } from './unit.ts'

const lines = (count: number, text = 'same'): string[] =>
  Array.from({ length: count }, (_, at) => `${text} ${at}\n`)
const change = (old: string, now: string, kept = 20): Segment => ({
  kept: lines(kept),
  old: old === '' ? [] : [old],
  now: now === '' ? [] : [now],
})

const word = fc.constantFrom('a', 'b', 'call', 'name', ' ', '(', ')', '\t', '\r', '1', '"')
const line = fc.array(word, { maxLength: 5 }).map((words) => `${words.join('')}\n`)
const segment = fc.record({
  kept: fc.array(line, { minLength: 1, maxLength: 9 }),
  old: fc.array(line, { maxLength: 4 }),
  now: fc.array(line, { maxLength: 4 }),
})
const scope = fc
  .tuple(fc.nat(40), fc.nat(20), fc.constantFrom<Scope['kind']>('function', 'imports', 'type', 'test'))
  .map(([from, length, kind]) => ({ kind, name: 'x', from: from + 1, to: from + 1 + length }))
const outline = fc.array(scope, { maxLength: 5 }).map((scopes) => scopes.sort((a, b) => a.from - b.from))
const generated = fc.constantFrom(null, null, { by: 'lockfile', reason: 'go.sum' } as const)
const changedFiles = fc
  .array(
    fc.record({
      segments: fc.array(segment, { minLength: 1, maxLength: 8 }),
      outline: fc.option(outline),
      generated,
      change: fc.constantFrom('modified', 'added', 'deleted', 'renamed'),
    }),
    { maxLength: 6 },
  )
  .map((files) => files.map(({ segments, ...rest }, at) => fileOf(`src/f${at % 3}/${at}.ts`, segments, rest)))

describe('composeUnits', () => {
  it('puts every hunk into exactly one unit, the same ones each time', () => {
    fc.assert(
      fc.property(changedFiles, (files) => {
        const units = composeUnits(files)
        const members = units.flatMap(({ hunks }) => hunks)
        const all = files.flatMap(({ diff }) => diff.hunks.map(({ id }) => id))
        expect([...members].sort()).toEqual([...all].sort())
        expect(composeUnits(structuredClone(files))).toEqual(units)
        expect(units.every(({ hunks, reason }) => hunks.length > 0 && reason !== '')).toBe(true)
      }),
      { numRuns: 300 },
    )
  })

  it('gives nothing to read that fits no head, but a hunk that does not by itself', () => {
    fc.assert(
      fc.property(changedFiles, (files) => {
        const sizes = new Map(
          files.flatMap(({ diff }) => diff.hunks.map((hunk) => [hunk.id, changedLines(hunk)])),
        )
        for (const { kind, hunks } of composeUnits(files)) {
          if (foldedKinds.has(kind) || hunks.length === 1) continue
          expect(hunks.reduce((sum, id) => sum + (sizes.get(id) ?? 0), 0)).toBeLessThanOrEqual(mostOfBlock)
        }
      }),
      { numRuns: 200 },
    )
  })

  it('joins what is near, and in one function, and imports with the code that they serve', () => {
    const far = (): Segment => change('x = 1\n', 'x = 22222\n', 30)
    const wide = lines(9, 'new')
    const file = fileOf(
      'a.ts',
      [
        change('import a\n', 'import b\n', 1),
        { ...far(), now: wide },
        { ...far(), now: wide },
        { ...far(), now: wide },
      ],
      {
        outline: [
          { kind: 'imports', name: '', from: 1, to: 3 },
          { kind: 'function', name: 'go', from: 20, to: 90 },
          { kind: 'function', name: 'come', from: 91, to: 200 },
        ],
      },
    )
    expect(composeUnits([file]).map(({ reason, hunks }) => [reason, hunks.length])).toEqual([
      ['function go, with imports', 3],
      ['function come', 1],
    ])
  })

  it('joins the same hunks without scopes where they decide nothing', () => {
    fc.assert(
      fc.property(changedFiles, (files) => {
        const partly = files.map((file) =>
          scopesDecide(file.diff.hunks) ? file : { ...file, outline: null },
        )
        const members = (all: readonly UnitFile[]): string[][] =>
          composeUnits(all.map((file) => ({ ...file, generated: null }))).map(({ hunks }) => [...hunks])
        // A class or a move takes hunks out of between others.
        const alone = (units: string[][]): boolean =>
          units.every((ids) => new Set(ids.map((id) => id.split('#')[0])).size === 1)
        fc.pre(alone(members(files)))
        expect(members(partly)).toEqual(members(files))
      }),
      { numRuns: 300 },
    )
  })

  it('takes small changes of a file together, and others not', () => {
    const small = fileOf('a.txt', [change('a\n', 'b\n'), change('c\n', 'd\n')])
    expect(composeUnits([small])).toHaveLength(1)
    const large = fileOf('a.txt', [
      { kept: lines(20), old: lines(13, 'o'), now: [] },
      { kept: lines(20), old: [], now: lines(13, 'n') },
    ])
    expect(composeUnits([large])).toHaveLength(2)
  })

  it('finds the same edit at three places, and not with another word in it', () => {
    const places = ['one', 'two', 'three'].map((name) =>
      fileOf(`${name}.ts`, [change(`${name}(oldName(1))\n`, `${name}(newName(1))\n`)]),
    )
    const [unit, ...none] = composeUnits(places)
    expect(none).toEqual([])
    expect(unit).toMatchObject({
      kind: 'class',
      reason: 'the same edit at 3 places',
      hunks: ['one.ts#0', 'two.ts#0', 'three.ts#0'],
    })
    const other = fileOf('three.ts', [change('three(oldName(1))\n', 'three(newName(2))\n')])
    expect(composeUnits([...places.slice(0, 2), other]).map(({ kind }) => kind)).toEqual([
      'hunk',
      'hunk',
      'hunk',
    ])
  })

  it('folds what only moved, byte for byte, to one other place', () => {
    const moved = ['function travelled(from: string) {\n', '  return somewhere(from)\n', '}\n']
    const from = fileOf('from.ts', [{ kept: lines(9), old: moved, now: [] }])
    const to = fileOf('to.ts', [{ kept: lines(9), old: [], now: moved }])
    expect(composeUnits([from, to])).toMatchObject([{ kind: 'move', hunks: ['from.ts#0', 'to.ts#0'] }])
    const changed = fileOf('to.ts', [
      { kept: lines(9), old: [], now: moved.with(1, '  return elsewhere(from)\n') },
    ])
    expect(composeUnits([from, changed]).map(({ kind }) => kind)).toEqual(['hunk', 'hunk'])
    const twice = fileOf('again.ts', [{ kept: lines(9), old: [], now: moved }])
    expect(composeUnits([from, to, twice]).map(({ kind }) => kind)).toEqual(['hunk', 'hunk', 'hunk'])
  })

  it('folds ends of lines, and nothing that differs besides', () => {
    const ends = fileOf('a.txt', [{ kept: lines(3), old: ['a\r\n', 'b\r\n'], now: ['a\n', 'b'] }])
    expect(composeUnits([ends])).toMatchObject([{ kind: 'ends' }])
    for (const now of [['a\n', 'b \n'], ['a\n'], ['a\r\r\n', 'b\n'], ['a\n', 'B\n']]) {
      const more = fileOf('a.txt', [{ kept: lines(3), old: ['a\r\n', 'b\r\n'], now }])
      expect(composeUnits([more])).toMatchObject([{ kind: 'hunk' }])
    }
    // Where a reader tells ends of lines apart, they are content.
    for (const path of ['run.sh', 'Makefile', 'a.yaml', 'a.cs', 'a.rb', 'tool'])
      expect(composeUnits([fileOf(path, [{ kept: lines(3), old: ['a\r\n'], now: ['a\n'] }])])).toMatchObject([
        { kind: 'hunk' },
      ])
    const script = fileOf('tool.py', [
      { kept: [], old: ['#!/usr/bin/python\n'], now: ['#!/usr/bin/python\r\n'] },
    ])
    expect(composeUnits([script])).toMatchObject([{ kind: 'hunk' }])
  })

  it('folds imports in another order, and none that is imported for its effect', () => {
    const [one, two, three] = [
      "import a from 'a'\n",
      'import { b } from "b";\n',
      "import type { C } from './c'\n",
    ]
    const kindsOf = (kept: string, moved: string, path = 'a.ts', put = moved, above = '\n'): string =>
      composeUnits([
        fileOf(path, [
          { kept: ['// head\n', above], old: [moved], now: [] },
          { kept: [kept], old: [], now: [put] },
          { kept: lines(3), old: [], now: [] },
        ]),
      ])
        .map(({ kind }) => kind)
        .join()
    expect(kindsOf(one, two)).toBe('imports')
    expect(kindsOf(two, three)).toBe('imports')
    expect(kindsOf(one, two, 'a.ts', three)).toBe('block')
    expect(kindsOf(one, "import 'polyfill'\n")).toBe('block')
    expect(kindsOf("import 'polyfill'\n", one)).toBe('block')
    expect(kindsOf('start()\n', one)).toBe('block')
    expect(kindsOf(one, "import b from 'b'; start()\n")).toBe('block')
    expect(kindsOf(one, "import b from 'b' with { type: 'json' }\n")).toBe('block')
    expect(kindsOf('\t"fmt"\n', '\t"os"\n', 'a.go')).toBe('imports')
    expect(kindsOf('\t"fmt"\n', '\t_ "os"\n', 'a.go')).toBe('block')
    expect(kindsOf('import os\n', 'from a import b\n', 'a.py')).toBe('imports')
    expect(kindsOf('import os\n', 'from __future__ import b\n', 'a.py')).toBe('block')
    // Of two things of one name the last one holds.
    expect(kindsOf('from a import b\n', 'from c import b\n', 'a.py')).toBe('block')
    expect(kindsOf('import b\n', 'import c as b\n', 'a.py')).toBe('block')
    expect(kindsOf('import os.path\n', 'import os\n', 'a.py')).toBe('imports')
    // What is said of the next line stays where it is.
    for (const [above, path] of [
      ['#[cfg(test)]\n', 'a.rs'],
      ['#if DEBUG\n', 'a.cs'],
      ['// prettier-ignore\n', 'a.ts'],
      ['// biome-ignore format: aligned\n', 'a.ts'],
    ] as const) {
      const [first, second] =
        path === 'a.ts'
          ? [one, two]
          : path === 'a.cs'
            ? ['using A;\n', 'using B;\n']
            : ['use a;\n', 'use b;\n']
      expect(kindsOf(first, second, path)).toBe('imports')
      expect(kindsOf(first, second, path, second, above)).toBe('block')
    }
    // What ran between them in the base did so before the later ones.
    const ran = fileOf('a.ts', [
      { kept: [], old: [two], now: [] },
      { kept: [one], old: lines(5, 'start()'), now: [] },
      { kept: [three], old: [], now: [two] },
    ])
    expect(composeUnits([ran]).map(({ kind }) => kind)).not.toContain('imports')
  })

  it('folds a lockfile, and reads what is odd in it', () => {
    const kept = ['"node_modules/a": {\n', '  "resolved": "https://registry.example/a.tgz"\n']
    const pair = (old: string[], now: string[]): UnitFile =>
      fileOf('package-lock.json', [{ kept, old, now }], {
        generated: { by: 'lockfile', reason: 'package-lock.json, with package.json' },
      })
    const kindOf = (file: UnitFile): string =>
      composeUnits([file])
        .map(({ kind, reason }) => `${kind}: ${reason}`)
        .join()
    const sum = (text: string): string => `  "integrity": "sha512-${text}=="\n`
    expect(
      kindOf(pair(['  "version": "1.0.0"\n', sum('aa')], ['  "version": "1.0.1"\n', sum('bb')])),
    ).toContain('generated: ')
    expect(kindOf(pair([sum('aa')], [sum('bb')]))).toBe(
      'hunk: a lockfile that changes a checksum, and no version',
    )
    expect(kindOf(pair([], ['resolved "https://evil.example/a.tgz"\n']))).toContain(
      'names another host, evil.example',
    )
    expect(kindOf(pair([], ['"hasInstallScript": true\n']))).toContain('runs a program when it is installed')
  })

  it('reads what a lockfile fetches from elsewhere, in every spelling', () => {
    const entry = (name: string, version: string, more: Readonly<Record<string, string>> = {}): string[] => [
      `    "node_modules/${name}": {\n`,
      ...Object.entries({
        version,
        resolved: `https://registry.example/${name}/-/${name}-${version}.tgz`,
        integrity: `sha512-${version.replaceAll('.', '')}==`,
        ...more,
      }).map(([key, value]) => `      "${key}": "${value}",\n`),
      '    },\n',
    ]
    const kindOf = (old: string[], now: string[], more: Partial<UnitFile> = {}): string =>
      composeUnits([
        fileOf('package-lock.json', [{ kept: entry('kept', '1.0.0'), old, now }], {
          generated: { by: 'lockfile', reason: 'with package.json' },
          ...more,
        }),
      ])
        .map(({ kind, reason }) => (kind === 'generated' ? kind : reason))
        .join()
    const now = entry('a', '2.0.0')
    expect(kindOf(entry('a', '1.0.0'), now)).toBe('generated')
    expect(kindOf([], entry('fresh', '1.0.0', { integrity: 'sha512-a//b+c==' }))).toBe('generated')
    for (const resolved of [
      'https://registry.example@evil.example/a/-/a-2.0.0.tgz',
      'http://registry.example/a/-/a-2.0.0.tgz',
      'https://registry.example:8443/a/-/a-2.0.0.tgz',
      'HTTPS://evil.example/a/-/a-2.0.0.tgz',
      'https://[::1]/a/-/a-2.0.0.tgz',
      '//evil.example/a/-/a-2.0.0.tgz',
      'git+ssh://git@evil.example/a.git#abc',
      'git@evil.example:a/a.git',
      'file:../evil',
      'github:evil/a',
    ])
      expect(kindOf(entry('a', '1.0.0'), entry('a', '2.0.0', { resolved }))).toContain('names another host')
    const elsewhere = { resolved: 'https://registry.example/evil/-/evil-2.0.0.tgz' }
    expect(kindOf(entry('a', '1.0.0'), entry('a', '2.0.0', elsewhere))).toContain('from another place')
    const escaped = { resolved: String.raw`https:\/\/evil.example\/a.tgz` }
    expect(kindOf(entry('a', '1.0.0'), entry('a', '2.0.0', escaped))).toContain('as no program writes it')
    const one = '    "node_modules/a": { "version": "1.0.0", "integrity": "sha512-evil==" },\n'
    expect(kindOf(entry('a', '1.0.0'), [one])).toContain('as no program writes it')
    // A version that changes elsewhere in the hunk is no reason.
    const swapped = [...entry('a', '1.0.0', { integrity: 'sha512-evil==' }), ...entry('b', '2.0.0')]
    expect(kindOf([...entry('a', '1.0.0'), ...entry('b', '1.0.0')], swapped)).toContain('changes a checksum')
    // Nor is the version of the whole.
    const whole = (version: string, text: string): string[] => [
      ...['{\n', `  "version": "${version}",\n`, '  "packages": {\n'],
      ...entry('a', '1.0.0', { integrity: `sha512-${text}==` }),
    ]
    expect(kindOf(whole('1.0.0', 'good'), whole('1.0.1', 'evil'))).toContain('changes a checksum')
    const installs = { hasInstallScript: 'true' }
    const both = [...entry('a', '1.0.0', installs), ...entry('b', '1.0.0', installs)]
    expect(kindOf([...entry('a', '1.0.0', installs), ...entry('b', '1.0.0')], both)).toContain(
      'runs a program',
    )
    // What nobody looked into is read, and so is what the base calls generated in another way.
    for (const by of ['lockfile', 'attribute', 'header'] as const) {
      const said = { by, reason: 'generated' }
      expect(kindOf(entry('a', '1.0.0'), now, { base: null, revision: null, generated: said })).toContain(
        'was not looked into',
      )
      expect(kindOf(entry('a', '1.0.0'), entry('a', '2.0.0', elsewhere), { generated: said })).toContain(
        'from another place',
      )
    }
  })

  it('reads a lockfile of other formats that changes what a package is', () => {
    const kindOf = (path: string, kept: string, old: string, now: string): string =>
      composeUnits([
        fileOf(path, [{ kept: [...linesOf(kept)], old: [...linesOf(old)], now: [...linesOf(now)] }], {
          generated: { by: 'lockfile', reason: 'with its manifest' },
        }),
      ])
        .map(({ kind, reason }) => (kind === 'generated' ? kind : reason))
        .join()
    const sum = (digit: string): string => digit.repeat(64)
    const crate = (version: string, digit: string): string =>
      `version = "${version}"\nsource = "registry+https://github.com/rust-lang/crates.io-index"\nchecksum = "${sum(digit)}"\n`
    const first = `[[package]]\nname = "z"\n${crate('1.0.0', '9')}\n[[package]]\nname = "a"\n`
    expect(kindOf('Cargo.lock', first, crate('1.0.0', '1'), crate('1.0.1', '2'))).toBe('generated')
    expect(kindOf('Cargo.lock', first, crate('1.0.0', '1'), crate('1.0.0', '2'))).toContain('checksum')
    const yarn = (asked: string, version: string, digit: string): string =>
      `a@${asked}:\n  version "${version}"\n  resolved "https://r.example/a/-/a-${version}.tgz#${sum(digit)}"\n  integrity sha512-${sum(digit)}\n`
    const other = 'z@^1:\n  version "1.0.0"\n  resolved "https://r.example/z/-/z-1.0.0.tgz#00"\n\n'
    expect(kindOf('yarn.lock', other, yarn('^1', '1.0.0', '1'), yarn('^1', '1.1.0', '2'))).toBe('generated')
    expect(kindOf('yarn.lock', other, yarn('^1', '1.0.0', '1'), yarn('^1, a@~1', '1.0.0', '2'))).toContain(
      'checksum',
    )
    const berry = (name: string): string =>
      `"a@npm:^1":\n  version: 1.0.0\n  resolution: "${name}@npm:1.0.0"\n  checksum: 10/${sum('1')}\n`
    expect(kindOf('yarn.lock', 'x:\n', '', berry('a'))).toBe('generated')
    expect(kindOf('yarn.lock', 'x:\n', '', berry('evil'))).toContain('another name')
    const pnpm = (version: string, digit: string): string =>
      `  a@${version}:\n    resolution: {integrity: sha512-${sum(digit)}}\n`
    expect(kindOf('pnpm-lock.yaml', 'packages:\n', pnpm('1.0.0', '1'), pnpm('1.1.0', '2'))).toBe('generated')
    expect(kindOf('pnpm-lock.yaml', 'packages:\n', pnpm('1.0.0', '1'), pnpm('1.0.0', '2'))).toContain(
      'checksum',
    )
    const go = (digit: string): string => `example.org/a v1.0.0 h1:${digit}=\n`
    expect(kindOf('go.sum', 'example.org/z v1.0.0 h1:z=\n', go('1'), go('2'))).toContain('checksum')
  })

  it('lists deleted files of a folder together', () => {
    const gone = ['d.ts', 'src/old/a.ts', 'src/old/b.ts', 'test/old/c.ts', 'test/c.ts'].map((path) =>
      fileOf(path, [{ kept: [], old: lines(5), now: [] }], { change: 'deleted' }),
    )
    expect(composeUnits(gone).map(({ kind, reason }) => `${kind}: ${reason}`)).toEqual([
      'deleted: 2 deleted files in test',
      'deleted: a deleted file in the top folder',
      'deleted: 2 deleted files in src/old',
    ])
  })

  it('takes no longer than it may for very many hunks', () => {
    const edits = Array.from({ length: 30_000 }, (_, at) => ({
      kept: lines(8),
      old: [`oldName${at % 2 === 0 ? '' : at % 3_000}(1)\n`],
      now: ['newName(1)\n'],
    }))
    const functions = edits.map((_, at): Scope => ({
      kind: 'function',
      name: 'x',
      from: at * 9 + 1,
      to: at * 9 + 9,
    }))
    const units = composeUnits([fileOf('a.ts', edits, { outline: functions })])
    expect(units.flatMap(({ hunks }) => hunks)).toHaveLength(edits.length)
    expect(new Set(units.map(({ kind }) => kind))).toEqual(new Set(['class']))
    const made = fileOf('b.ts', edits, { generated: { by: 'header', reason: 'generated' } })
    expect(composeUnits([made])).toMatchObject([{ kind: 'generated' }])
  })
})
