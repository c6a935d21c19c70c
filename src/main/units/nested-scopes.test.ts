import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { scopeText, type Scope } from '#shared/domain/unit/outline.ts'
import { indentedScopes } from './indented-scopes.ts'
import {
  c,
  cargo,
  cluster,
  compose,
  manifest,
  page,
  settings,
  workflow,
} from '#test/support/nested-samples.ts'
import { outlineOf } from './outline.ts'

async function shown(path: string, text: string): Promise<readonly string[]> {
  return ((await outlineOf(path, text)) ?? []).map((scope) => `${scope.from}-${scope.to} ${scopeText(scope)}`)
}

describe('outlineOf texts of things within things', () => {
  it.each<[string, string, string[]]>([
    [
      '.github/workflows/checks.yml',
      workflow,
      [
        '1-2 name',
        '3-5 on',
        '4-5 on.push',
        '5-5 on.push.branches',
        '7-24 jobs',
        '9-21 jobs.test',
        '11-11 jobs.test.runs-on',
        '12-21 jobs.test.steps',
        '13-13 jobs.test.steps “actions/checkout@v4”',
        '14-20 jobs.test.steps “Run tests”',
        '21-21 jobs.test.steps “npm pack”',
        '23-24 jobs.build',
        '24-24 jobs.build.needs',
      ],
    ],
    [
      'compose.yaml',
      compose,
      [
        '1-7 services',
        '2-5 services.web',
        '3-3 services.web.image',
        '4-5 services.web.ports',
        '6-7 services.database',
        '7-7 services.database.image',
        '8-8 volumes',
      ],
    ],
    [
      'cluster.yml',
      cluster,
      [
        '1-5 Deployment web',
        '1-1 Deployment web: kind',
        '2-3 Deployment web: metadata',
        '3-3 Deployment web: metadata.name',
        '4-5 Deployment web: spec',
        '5-5 Deployment web: spec.replicas',
        '6-8 Service web',
        '7-7 Service web: kind',
        '8-8 Service web: metadata',
        '8-8 Service web: metadata.name',
      ],
    ],
    [
      'package.json',
      manifest,
      [
        '2-2 name',
        '3-6 scripts',
        '4-4 scripts.build',
        '5-5 scripts.test',
        '7-9 dependencies',
        '8-8 dependencies.@scope/wheel',
        '10-15 contributors',
        '11-11 contributors “Ada”',
        '11-11 contributors “Ada”.name',
        '11-11 contributors “Ada”.url',
        '12-14 contributors[1]',
        '13-13 contributors[1].url',
      ],
    ],
    [
      'tsconfig.json',
      settings,
      [
        '2-6 compilerOptions',
        '4-4 compilerOptions.strict',
        '5-5 compilerOptions.paths',
        '5-5 compilerOptions.paths.#a/*',
      ],
    ],
    [
      'Cargo.toml',
      cargo,
      [
        '1-1 name',
        '3-6 package',
        '5-5 package.name',
        '6-6 package.version',
        '8-13 dependencies',
        '9-12 dependencies.serde',
        '13-13 dependencies.quoted key',
        '15-18 bin “drive”',
        '17-17 bin “drive”.name',
        '18-18 bin “drive”.path',
        '20-21 tool.poetry.group.dev',
        '21-21 tool.poetry.group.dev.pytest',
      ],
    ],
    [
      'page.html',
      page,
      ['3-8 head', '5-7 style', '10-13 nav.top', '14-19 div', '16-18 section#offers', '20-20 script'],
    ],
    [
      'car.c',
      c,
      [
        '2-2 CAR_H',
        '3-4 imports',
        '6-8 WHEELS',
        '10-12 type road_t',
        '14-14 type steer_fn',
        '16-18 type car',
        '20-20 type gear',
        '22-22 type any',
        '24-26 ratios',
        '28-28 name_of',
        '30-34 function names_of',
        '37-37 function drive',
        '39-39 function drive',
        '42-42 one declaration',
      ],
    ],
  ])('tells what is one thing in %s', async (path, text, expected) => {
    expect(await shown(path, text)).toEqual(expected)
    expect((await shown(path, text.replaceAll('\n', '\r\n'))).map((line) => line.split(' ', 1)[0])).toEqual(
      expected.map((line) => line.split(' ', 1)[0]),
    )
  })

  it('looks deeper into what is too long for one block', async () => {
    const deep = (count: number): string =>
      `a:\n  b:\n    c:\n      d:\n        e: 1\n${Array.from({ length: count }, (_, at) => `      k${at}: 1\n`).join('')}`
    expect(await shown('a.yml', deep(10))).toEqual(['1-15 a', '2-15 a.b', '3-15 a.b.c'])
    expect((await shown('a.yml', deep(60))).slice(2, 6)).toEqual([
      '3-65 a.b.c',
      '4-5 a.b.c.d',
      '6-6 a.b.c.k0',
      '7-7 a.b.c.k1',
    ])
  })

  it('names every entry of a JSON text, by its lines', async () => {
    const key = fc.stringMatching(/^[a-z][a-z0-9@/:-]{0,6}$/)
    const tree = fc.letrec<{ readonly object: Readonly<Record<string, unknown>> }>((tie) => ({
      object: fc.dictionary(
        key,
        fc.oneof(
          { maxDepth: 2 },
          fc.integer(),
          fc.string(),
          fc.constant(null),
          fc.array(fc.nat(9)),
          tie('object'),
        ),
        { maxKeys: 4, noNullPrototype: true },
      ),
    })).object
    await fc.assert(
      fc.asyncProperty(tree, async (value) => {
        const text = JSON.stringify(value, null, 2)
        fc.pre(text.split('\n').length <= 60)
        expect(await shown('a.json', text)).toEqual(entriesOf(value))
      }),
    )
  })

  it('finds for some lines all that holds one of them', async () => {
    const parts: Readonly<Record<string, readonly string[]>> = {
      'a.yml': [
        '# said\n',
        'a:\n  b: 1\n',
        '  # of c\n  c: [1, 2]\n',
        '- d: 1\n  e: 2\n',
        '---\n',
        '\n',
        'f: |\n  g\n',
        ': {\n',
      ],
      'a.json': [
        '{\n',
        '}\n',
        '"a": 1,\n',
        '"b": {\n',
        '},\n',
        '[\n',
        '],\n',
        '// said\n',
        '{ "name": "c" },\n',
        '"d": [\n',
      ],
      'a.toml': [
        '# said\n',
        'a = 1\n',
        '[b]\n',
        '[[c]]\nname = "d"\n',
        '\n',
        'e = [\n  1,\n]\n',
        '[f.g]\n# h\n',
        '= [\n',
      ],
      'a.html': [
        '<!-- said -->\n',
        '<div id="a">\n',
        '</div>\n',
        '<section><p>\n',
        '</section>\n',
        '<script>\n  1 < 2\n</script>\n',
        '<br>\n',
        'text\n',
        '<body>\n',
        '<b\n',
      ],
      'a.c': [
        '// said\n',
        'int a;\n',
        'int b(void)\n{\n  return 1;\n}\n',
        '#include <a>\n',
        '#ifdef A\n',
        '#endif\n',
        'struct c {\n  int d;\n};\n',
        'E(\n',
        '\n',
      ],
    }
    const texts = fc.constantFrom(...Object.entries(parts)).chain(([path, some]) =>
      fc.record({
        path: fc.constant(path),
        text: fc.array(fc.constantFrom(...some), { maxLength: 14 }).map((all) => all.join('')),
      }),
    )
    await fc.assert(
      fc.asyncProperty(
        texts,
        fc.array(fc.nat(40), { minLength: 1, maxLength: 4 }),
        async ({ path, text }, some) => {
          const lines = some.toSorted((one, other) => one - other)
          const holding = (scopes: readonly Scope[] | null): readonly Scope[] =>
            (scopes ?? []).filter(({ from, to }) => lines.some((line) => from <= line && to >= line))
          const all = await outlineOf(path, text)
          expect(holding(await outlineOf(path, text, lines))).toEqual(holding(all))
          for (const { from, to } of all ?? []) {
            expect(from).toBeLessThanOrEqual(to)
            expect(to).toBeLessThanOrEqual(Math.max(1, text.split('\n').length))
          }
        },
      ),
      { numRuns: 500 },
    )
  })

  it('goes by what is at the left edge where the grammar makes nothing of a text', async () => {
    const template =
      'image:\n  {{- if .Values.tag }}\n  tag: {{ .Values.tag }}\n  {{- end }}\nport:\n  number: 80\n'
    expect(await shown('templates/web.yaml', template)).toEqual(['1-4 image:', '5-6 port:'])
    const including = 'a:\n  b: 1\n{{ include "x" . }}\nc:\n  d: 2\n'
    expect(await shown('templates/all.yaml', including)).toEqual(['1-2 a:', '4-5 c:'])
    expect(await shown('a.yml', `a:\n  b: 1\n${'c: 1\n'.repeat(40_000)}`)).toEqual(['1-2 a:'])
    for (const path of ['a.yml', 'a.json', 'a.toml', 'a.html', 'a.c']) {
      expect(await shown(path, '\0\ufffd'.repeat(1_000))).toEqual(expect.any(Array))
      expect(await shown(path, '{{{ [ <(')).toEqual(expect.any(Array))
      expect(await outlineOf(path, '')).toEqual([])
      expect(await outlineOf(path, 'a\n'.repeat(300_000))).toBeNull()
    }
  })

  const yamlAfter = ['a:\n  b: 1\n', ['1-2 a', '2-2 a.b']] as const
  const htmlAfter = ['<nav>\n</nav>\n', ['1-2 nav']] as const
  it.each([
    ['a.yml', '- '.repeat(240_000), ...yamlAfter],
    ['a.yml', `${'- '.repeat(300)}a\n`, ...yamlAfter],
    ['a.yml', `${'? '.repeat(300)}a\n`, ...yamlAfter],
    ['a.yml', `a: ${'{ b: '.repeat(300)}`, ...yamlAfter],
    ['a.yml', Array.from({ length: 300 }, (_, at) => `${' '.repeat(at)}a:\n`).join(''), ...yamlAfter],
    ['a.html', `${'<div>\n'.repeat(40_000)}${'</div>\n'.repeat(33_000)}`, ...htmlAfter],
    ['a.html', `<nav>\n  b\n${'<i>'.repeat(1_001)}`, ...htmlAfter],
  ])('does not begin with %s that lies too deep for its grammar', async (path, text, next, expected) => {
    expect(await outlineOf(path, text)).toEqual(indentedScopes(text))
    expect(await shown(path, next)).toEqual(expected)
  })

  it.each([
    ['a.json', '['.repeat(400_000), '{\n"a": 1 }\n', ['2-2 a']],
    ['a.json', `${'{"a":\n'.repeat(60_000)}1${'}\n'.repeat(60_000)}`, '{\n"a": 1 }\n', ['2-2 a']],
    ['a.toml', `a = ${'['.repeat(400_000)}`, '[a]\nb = 1\n', ['1-2 a', '2-2 a.b']],
    ['a.html', '<p'.repeat(200_000), ...htmlAfter],
    ['a.c', 'a<('.repeat(150_000), 'int go(void) {\n}\n', ['1-2 function go']],
    ['a.c', '{\n'.repeat(200_000), 'int go(void) {\n}\n', ['1-2 function go']],
  ])(
    'ends in %s that is made to take long, and reads the next text as if there had been none',
    async (path, text, next, expected) => {
      expect((await shown(path, text)).length).toBeLessThan(100)
      expect(await shown(path, next)).toEqual(expected)
    },
  )
})

/** What `outlineOf` says of an object that is written with two blanks a level, by its structure alone. */
function entriesOf(value: Readonly<Record<string, unknown>>, path = '', first = 2, level = 1): string[] {
  const said: string[] = []
  let line = first
  for (const [key, inner] of Object.entries(value)) {
    const name = path === '' ? key : `${path}.${key}`
    const to = line + JSON.stringify(inner, null, 2).split('\n').length - 1
    if (level <= 3) said.push(`${line}-${to} ${name}`)
    if (typeof inner === 'object' && inner !== null && !Array.isArray(inner))
      said.push(...entriesOf({ ...inner }, name, line + 1, level + 1))
    line = to + 1
  }
  return said
}
