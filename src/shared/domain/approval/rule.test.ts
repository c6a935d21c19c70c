import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { unwrap } from '../../base/result.ts'
import { isTooWide } from './command-kinds.ts'
import { checkRule, parseRule, ruleText, type RuleSubject } from './rule.ts'
import { quoted, splitLine, splitWords } from './split-line.ts'

const word = fc.oneof(
  fc.constantFrom(
    'npm',
    'test',
    '-x',
    '--a=b',
    'a b',
    "it's",
    '*',
    '$x',
    'network:',
    'write:x',
    '~',
    '#',
    '=a',
    'é',
    'HEAD~1',
    '|',
  ),
  fc.string({ unit: 'grapheme-ascii' }),
)
const subject: fc.Arbitrary<RuleSubject> = fc.oneof(
  fc.record({
    kind: fc.constant('command' as const),
    words: fc
      .tuple(
        word.filter((one) => one !== ''),
        fc.array(word, { maxLength: 4 }),
      )
      .map(([first, rest]) => [first, ...rest]),
    more: fc.boolean(),
  }),
  fc.record({
    kind: fc.constant('network' as const),
    host: fc.constantFrom('registry.npmjs.org', 'a-b.example', '10.0.0.1', 'localhost', '::1'),
    below: fc.constant(false),
  }),
  fc.record({
    kind: fc.constant('write' as const),
    folder: fc.constantFrom('', 'docs', 'docs/a b', '/var/cache', '/'),
  }),
)

describe('a rule', () => {
  test('is read as it is written', () => {
    fc.assert(
      fc.property(subject, (one) => {
        expect(unwrap(parseRule(ruleText(one)))).toEqual(one)
      }),
    )
  })

  test('is read the same however its words are quoted', () => {
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 5 }), (words) => {
        expect(splitWords(words.map(quoted).join('  '))).toEqual(words)
        const always = words.map((one) => `'${one.replaceAll("'", `'\\''`)}'`).join(' ')
        expect(splitWords(always)).toEqual(words)
        const begins = words[0] !== '' && words[0]?.includes('=') === false
        expect(splitLine(always)).toEqual(begins ? [words] : null)
      }),
    )
  })

  test.each([
    ['', /empty/],
    ['npm test; rm x', /plain words/],
    ['npm $x', /plain words/],
    ['*', /plain words/],
    ["''", /plain words/],
    ['network:', /one host/],
    ['network: a b', /one host/],
    ['network: https://a.example', /one host/],
    ['network: a.example:443', /one host/],
    ['network: *.com', /two parts/],
    ['network: *', /one host/],
    ['write: ../x', /one folder/],
    ['write: a/../../x', /one folder/],
    ['write: ~/x', /one folder/],
    ['write:', /one folder/],
  ])('%j is none', (text, why) => {
    const read = parseRule(text)
    expect(read.ok ? '' : read.error).toMatch(why)
  })

  test.each([
    ...[
      'sh',
      'sh *',
      'bash -c *',
      'bash -c ls',
      'zsh -lc *',
      'python *',
      'python3 *',
      'python3.12 -c x',
      'node *',
      'node -e x',
    ],
    ...[
      'npx *',
      'sudo *',
      'sudo ls',
      'env *',
      'env npm test',
      'xargs *',
      'git *',
      'git -c a=b status',
      'git -C /x status *',
    ],
    ...[
      'npm *',
      'npm exec *',
      'npm run *',
      'docker run *',
      'find *',
      'eval *',
      'exec npm',
      'ssh *',
      'awk *',
      'perl *',
      '/bin/sh *',
    ],
    ...[
      'yarn dlx *',
      'go run *',
      'uv run *',
      'time *',
      'timeout 5 *',
      'alias *',
      'export *',
      'source x',
      '. x',
      'sed *',
      'rm *',
    ],
    ...['write: /', 'FOO=1 npm test', '-x *'],
  ])('%j allows nothing, since it would allow anything', (text) => {
    expect(checkRule(text, 'allow').ok).toBe(false)
  })

  test.each([
    ...[
      'npm test *',
      'npm run build *',
      'git push *',
      'cargo test *',
      'ls *',
      'python -m pytest *',
      'python scripts/a.py',
    ],
    ...[
      'find . -name x',
      'make test',
      'network: registry.npmjs.org',
      'network: *.npmjs.org',
      'write: docs/',
      'write: .',
      'npx vitest run',
    ],
  ])('%j may allow', (text) => {
    expect(checkRule(text, 'allow')).toMatchObject({ ok: true })
  })

  test('may forbid what it may not allow', () => {
    for (const text of ['sh *', 'sudo *', 'git *', 'write: /', 'rm *'])
      expect(checkRule(text, 'forbid').ok).toBe(true)
  })

  test('that is wider than one that is too wide is too wide', () => {
    fc.assert(
      fc.property(fc.array(word, { minLength: 2, maxLength: 4 }), (words) => {
        if (isTooWide(words, true) === null) return
        // With fewer words it says less, not more.
        expect(isTooWide(words.slice(0, 1), true)).not.toBe(null)
      }),
    )
  })
})
