import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isTooWide } from './command-kinds.ts'
import { judge, type ReadWanted } from './judge.ts'
import { propose } from './propose.ts'
import { mostRule, ruleText, type Rule, type RuleEffect } from './rule.ts'
import type { Commands } from './split-line.ts'

const rule = (effect: RuleEffect, text: string): Rule => ({ id: text, effect, text, at: 0 })
const word = fc.constantFrom(
  'npm',
  'test',
  'run',
  'build',
  'git',
  'push',
  'ls',
  'a',
  '-x',
  'sh',
  'sudo',
  '-c',
  'x y',
  'node',
)
const command = fc.array(word, { minLength: 1, maxLength: 4 })
const commands = fc.array(command, { minLength: 1, maxLength: 4 })
const rules = fc.array(
  fc
    .record({ effect: fc.constantFrom<RuleEffect>('allow', 'forbid'), words: command, more: fc.boolean() })
    .map(({ effect, words, more }) => rule(effect, ruleText({ kind: 'command', words, more }))),
  { maxLength: 6 },
)
const wanted = (certain: Commands): ReadWanted => ({
  kind: 'commands',
  certain,
  found: certain,
  inside: true,
})

describe('the rules of a repository', () => {
  test('allow a command only where each part is one that a rule names', () => {
    fc.assert(
      fc.property(commands, rules, (parts, all) => {
        const said = judge(wanted(parts), all)
        if (said.kind !== 'allowed') return
        for (const part of parts) {
          expect(judge(wanted([part]), all).kind).toBe('allowed')
          const named = said.rules.some((text) => {
            const words = text.split(' ').filter((one) => one !== '*')
            return part
              .map((one) => (one.includes(' ') ? `'${one}'` : one))
              .join(' ')
              .startsWith(words.join(' '))
          })
          expect(named).toBe(true)
          expect(isTooWide(part, false)).toBe(null)
        }
      }),
      { numRuns: 2000 },
    )
  })

  test('never allow a part more than they did without it', () => {
    fc.assert(
      fc.property(commands, command, rules, (parts, other, all) => {
        if (judge(wanted([other]), all).kind === 'allowed') return
        expect(judge(wanted([...parts, other]), all).kind).not.toBe('allowed')
        expect(judge(wanted([other, ...parts]), all).kind).not.toBe('allowed')
      }),
      { numRuns: 2000 },
    )
  })

  test('forbid before they allow, in whatever order they were written', () => {
    fc.assert(
      fc.property(commands, rules, fc.nat(), (parts, all, at) => {
        const words = parts[at % parts.length] ?? []
        const forbidding = rule('forbid', ruleText({ kind: 'command', words, more: false }))
        for (const list of [
          [...all, forbidding],
          [forbidding, ...all],
        ])
          expect(judge(wanted(parts), list).kind).toBe('forbidden')
      }),
    )
  })

  test('allow no less where one that allows is added, and no more where one is revoked', () => {
    fc.assert(
      fc.property(commands, rules, fc.nat(), (parts, all, at) => {
        const fewer = all.filter(
          (_, place) => place !== at % Math.max(1, all.length) || all[place]?.effect === 'forbid',
        )
        const [before, after] = [fewer, all].map((some) => judge(wanted(parts), some).kind)
        expect(before !== 'allowed' || after === 'allowed').toBe(true)
      }),
    )
  })

  test('allow nothing that is not certain, and nothing elsewhere', () => {
    fc.assert(
      fc.property(commands, rules, (parts, all) => {
        const unsure = { kind: 'commands', certain: null, found: parts, inside: true } as const
        expect(judge(unsure, all).kind).not.toBe('allowed')
        expect(judge({ ...unsure, certain: parts, inside: false }, all).kind).not.toBe('allowed')
      }),
    )
  })
})

describe('what is proposed', () => {
  test('allows what was asked for with each step of it, the first exactly that', () => {
    fc.assert(
      fc.property(commands, rules, (parts, all) => {
        const allowing = all.filter(({ effect }) => effect === 'allow')
        const proposed = propose(wanted(parts), allowing)
        if (proposed.kind === 'none') return
        const widest = proposed.parts.map((steps) => steps.length - 1)
        const chosen = (pick: (at: number) => number): readonly Rule[] =>
          proposed.parts.map((steps, at) => rule('allow', steps[pick(at)] ?? ''))
        for (const pick of [() => 0, (at: number) => widest[at] ?? 0])
          expect(judge(wanted(parts), [...allowing, ...chosen(pick)]).kind).toBe('allowed')
        // Without any one of them it is the person's again.
        for (const at of proposed.parts.keys())
          expect(
            judge(wanted(parts), [...allowing, ...chosen(() => 0).filter((_, place) => place !== at)]).kind,
          ).toBe('open')
      }),
      { numRuns: 1000 },
    )
  })

  test.each([
    [
      ['npm', 'test'],
      ['npm test', 'npm test *'],
    ],
    [
      ['npm', 'run', 'build', '--', '--watch'],
      ['npm run build -- --watch', 'npm run build -- --watch *', 'npm run build -- *', 'npm run build *'],
    ],
    [
      ['ls', '-l'],
      ['ls -l', 'ls -l *', 'ls *'],
    ],
    [['python', 'a.py', 'x'], ['python a.py x']],
    [['npx', 'vitest', 'run'], ['npx vitest run']],
    [
      ['python3', '-m', 'pytest', 'a'],
      ['python3 -m pytest a', 'python3 -m pytest a *', 'python3 -m pytest *'],
    ],
    [
      ['git', 'commit', '-m', 'a b'],
      ["git commit -m 'a b'", "git commit -m 'a b' *", 'git commit -m *', 'git commit *'],
    ],
    [
      ['git', 'commit', '-m', 'a\nb'],
      ['git commit -m *', 'git commit *'],
    ],
    [['cat', 'x'.repeat(mostRule)], ['cat *']],
  ])('of %j the steps are %j', (words, steps) => {
    expect(propose(wanted([words]), [])).toEqual({ kind: 'rules', parts: [steps] })
  })

  test.each([
    ['sh'],
    ['bash', '-c'],
    ['python'],
    ['node'],
    ['npx'],
    ['sudo', 'ls'],
    ['env', 'ls'],
    ['git', '-c', 'a=b', 'status'],
    ['xargs', 'ls'],
    ['eval', 'ls'],
    ['cd', '..'],
    ['cd', '/tmp'],
    ['printf', '-v', 'PATH'],
  ])('nothing is of %j %j %j', (...words) => {
    expect(propose(wanted([words.filter((one) => one !== undefined)]), []).kind).toBe('none')
  })

  test('names what no rule allows yet, once', () => {
    const parts = [
      ['cd', '.'],
      ['npm', 'test'],
      ['tail', '-5'],
      ['npm', 'test'],
    ]
    expect(propose(wanted(parts), [rule('allow', 'cd *')])).toEqual({
      kind: 'rules',
      parts: [
        ['npm test', 'npm test *'],
        ['tail -5', 'tail -5 *', 'tail *'],
      ],
    })
  })
})

describe('hosts and folders', () => {
  const reach = (host: string, text: string): string =>
    judge({ kind: 'network', host }, [rule('allow', text)]).kind
  test('a host is named whole, and below a domain with `*.`', () => {
    expect(reach('registry.npmjs.org', 'network: registry.npmjs.org')).toBe('allowed')
    expect(reach('Registry.NPMJS.org.', 'network: registry.npmjs.org')).toBe('allowed')
    expect(reach('evil-registry.npmjs.org', 'network: registry.npmjs.org')).toBe('open')
    expect(reach('registry.npmjs.org.evil.example', 'network: registry.npmjs.org')).toBe('open')
    expect(reach('registry.npmjs.org', 'network: *.npmjs.org')).toBe('allowed')
    expect(reach('npmjs.org', 'network: *.npmjs.org')).toBe('open')
    expect(reach('evilnpmjs.org', 'network: *.npmjs.org')).toBe('open')
    expect(reach('a.example/x', 'network: a.example')).toBe('open')
  })

  const writes = (text: string, effect: RuleEffect, ...paths: readonly string[]): string =>
    judge({ kind: 'write', paths, worktree: '/w' }, [rule(effect, text)]).kind
  test('every file has to be in the folder, and one in it is enough to forbid', () => {
    expect(writes('write: docs/', 'allow', '/w/docs/a.md', '/w/docs/b/c.md')).toBe('allowed')
    expect(writes('write: docs/', 'allow', '/w/docs/a.md', '/w/src/a.ts')).toBe('open')
    expect(writes('write: docs/', 'allow', '/w/docsx/a.md')).toBe('open')
    expect(writes('write: docs/', 'allow', '/w/docs/../src/a.ts')).toBe('open')
    expect(writes('write: docs/', 'allow', '/docs/a.md')).toBe('open')
    expect(writes('write: ./', 'allow', '/w/a')).toBe('allowed')
    expect(writes('write: /var/x/', 'allow', '/var/x/a')).toBe('allowed')
    expect(writes('write: .github/', 'forbid', '/w/a', '/w/.github/x')).toBe('forbidden')
    expect(writes('write: docs/', 'allow')).toBe('open')
  })

  test('steps of a folder end at the worktree', () => {
    expect(propose({ kind: 'write', paths: ['/w/a/b/c.md'], worktree: '/w' }, [])).toEqual({
      kind: 'rules',
      parts: [['write: a/b/', 'write: a/', 'write: ./']],
    })
    expect(propose({ kind: 'write', paths: ['/etc/x/y'], worktree: '/w' }, [])).toEqual({
      kind: 'rules',
      parts: [['write: /etc/x/']],
    })
  })
})
