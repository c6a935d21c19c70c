import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { scopeText, type Scope } from '#shared/domain/unit/outline.ts'
import { outlineOf } from './outline.ts'

async function shown(path: string, text: string): Promise<readonly string[]> {
  return ((await outlineOf(path, text)) ?? []).map((scope) => `${scope.from}-${scope.to} ${scopeText(scope)}`)
}

describe('outlineOf', () => {
  it('tells functions, methods, types, tests and imports of TypeScript', async () => {
    const text = [
      "import a from 'a'",
      "import b from 'b'",
      '',
      '/** What it does. */',
      'export function go(): void {',
      '  const inner = () => 1',
      '}',
      'const come = async () => {',
      '  await go()',
      '}',
      'export class Car {',
      '  wheels = 4',
      '  drive(): void {',
      '  }',
      '}',
      'interface Road { length: number }',
      "describe('a car', () => {",
      "  it('drives', () => {",
      '    expect(1).toBe(1)',
      '  })',
      '})',
    ].join('\n')
    const expected = [
      '1-2 imports',
      '4-7 function go',
      '8-10 function come',
      '11-15 type Car',
      '12-12 wheels',
      '13-14 method drive',
      '16-16 type Road',
      '17-21 test “a car”',
      '18-20 test “drives”',
    ]
    expect(await shown('a.ts', text)).toEqual(expected)
    expect(await shown('a.tsx', text)).toEqual(expected)
  })

  it.each([
    [
      'a.py',
      'import os\n\nclass Car:\n    def drive(self):\n        pass\n\ndef go():\n    pass\n',
      ['1-1 imports', '3-5 type Car', '4-5 function drive', '7-8 function go'],
    ],
    [
      'a.go',
      'package a\n\nimport "fmt"\n\nfunc Go() {\n}\n\nfunc (c *Car) Drive() {\n}\n\ntype Car struct {\n}\n',
      ['1-3 imports', '5-6 function Go', '8-9 method Drive', '11-12 type'],
    ],
    [
      'a.rs',
      'use std::fmt;\n\nstruct Car;\n\nimpl Car {\n    fn drive(&self) {\n    }\n}\n',
      ['1-1 imports', '3-3 type Car', '6-7 function drive'],
    ],
    [
      'A.java',
      'import java.util.List;\nclass A {\n  int b;\n  void go() {\n  }\n}\n',
      ['1-1 imports', '2-6 type A', '3-3 b', '4-5 method go'],
    ],
    ['a.rb', 'class Car\n  def drive\n    1\n  end\nend\n', ['1-5 type Car', '2-4 method drive']],
    [
      'a.css',
      '.a {\n  color: red;\n}\n@media print {\n  .b {\n    color: blue;\n  }\n}\n',
      ['1-3 one declaration', '5-7 one declaration'],
    ],
    ['a.sh', 'go() {\n  echo\n}\n', ['1-3 function go']],
    ['a.cpp', '#include <a>\nint go(int a) {\n  return a;\n}\n', ['1-1 imports', '2-4 function go']],
    ['a.md', '# One\n\ntext\n\n## Two\n\nmore\n', ['1-4 section “One”', '5-7 section “Two”']],
    ['a.proto', 'message A {\n  b\n}\nenum C {\n  d\n}\n', ['1-3 message A {', '4-6 enum C {']],
    [
      'a.hpp',
      '#ifndef A\n#define A\nint *go(int a) {\n}\nint Car::stop() {\n}\n#endif\n',
      ['2-2 A', '3-4 function go', '5-6 function Car::stop'],
    ],
  ])('tells what is one thing in %s', async (path, text, expected) => {
    expect(await shown(path, text)).toEqual(expected)
  })

  it('finds for some lines all that holds one of them', async () => {
    const parts = [
      "import a from 'a'\n",
      "import b from 'b'\n",
      '// said of it\n',
      '/* and\n   this */\n',
      '\n',
      'export function go(): void {\n  // inside\n  come()\n}\n',
      'const one = 1; const two = () => {\n}; class Car { drive() {\n} }\n',
      'export class Boat {\n  // what it has\n  sail = 1\n\n  /** It goes. */\n  go() {\n    return 1\n  }\n}\n',
      "describe('a boat', () => {\n  // at sea\n  it('sails', () => {\n  })\n})\n",
      'if (a) {\n',
    ]
    const texts = fc.array(fc.constantFrom(...parts), { maxLength: 12 }).map((some) => some.join(''))
    await fc.assert(
      fc.asyncProperty(texts, fc.array(fc.nat(60), { minLength: 1, maxLength: 4 }), async (text, some) => {
        const lines = some.toSorted((one, other) => one - other)
        const holding = (scopes: readonly Scope[] | null): readonly Scope[] =>
          (scopes ?? []).filter(({ from, to }) => lines.some((line) => from <= line && to >= line))
        expect(holding(await outlineOf('a.ts', text, lines))).toEqual(holding(await outlineOf('a.ts', text)))
      }),
    )
  })

  it('reads what is broken, empty, or no text, and leaves what is too large alone', async () => {
    expect(await shown('a.ts', 'function {{{ (')).toEqual(expect.any(Array))
    expect(await outlineOf('a.ts', '')).toEqual([])
    expect(await shown('a.py', '\0\ufffd'.repeat(1_000))).toEqual(expect.any(Array))
    expect(await outlineOf('a.ts', 'a\n'.repeat(300_000))).toBeNull()
  })

  it('ends at what is made to take long, or to lie too deep', async () => {
    const head = 'function f() {\n  return 1\n}\n'
    expect(await shown('a.ts', `${head}${'a<'.repeat(200_000)}`)).toEqual(['1-3 function f() {'])
    // The next text is read as if there had been none.
    expect(await shown('a.ts', head)).toEqual(['1-3 function f'])
    const nested = (deep: number): string => `${'class a {\n'.repeat(deep)}${'}\n'.repeat(deep)}`
    expect((await shown('a.java', nested(3))).length).toBe(3)
    expect((await shown('a.java', nested(40_000))).length).toBeLessThan(100)
    expect(await shown('a.md', `# One\n\n${'**a*_'.repeat(20_000)}\n\n# T\rwo\n`)).toHaveLength(2)
  })
})
