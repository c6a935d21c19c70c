import { execFileSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { judge } from '#shared/domain/approval/judge.ts'
import { readLine } from '#main/approvals/read-line.ts'
import { temporaryFolder } from '#test/support/repository.ts'

/** What real shells make of a line, as the oracle of what is told of it before it runs. */
const shells = ['/bin/bash', '/bin/dash', '/bin/zsh'].filter((file) => existsSync(file))

let folder: ReturnType<typeof temporaryFolder>
let programs: string
let log: string
let place: string
beforeAll(() => {
  folder = temporaryFolder()
  programs = path.join(folder.path, 'programs')
  log = path.join(folder.path, 'log')
  place = path.join(folder.path, 'place')
  mkdirSync(programs)
  mkdirSync(place)
  // The only programs that there are: each says how it was called, in one write, since those of a pipe run at once.
  for (const name of ['npm', 'rm', 'git', 'test2']) {
    const file = path.join(programs, name)
    writeFileSync(file, `#!/bin/sh\nprintf '%s\\0' ${name} "$@" "$(printf '\\1')" >> '${log}'\nexit \${#1}\n`)
    chmodSync(file, 0o755)
  }
})
afterAll(() => folder.remove())

/** Every command that a line really ran, and whether it left files behind. */
function ran(
  shell: string,
  line: string,
): { readonly commands: readonly string[][]; readonly files: readonly string[] } {
  rmSync(log, { force: true })
  try {
    execFileSync(shell, ['-c', line], {
      cwd: place,
      env: { PATH: programs, HOME: folder.path, LC_ALL: 'C.UTF-8' },
      stdio: 'ignore',
    })
  } catch {
    // How it ended says nothing.
  }
  const text = existsSync(log) ? readFileSync(log, 'utf8') : ''
  const commands = text
    .split('\u0001\0')
    .filter((one) => one !== '')
    .map((one) => one.split('\0').slice(0, -1))
  return { commands, files: readdirSync(place) }
}

const tokens = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom('npm test', ' npm test ', 'npm', ' ', 'test', ' a', ' -x') },
  { weight: 3, arbitrary: fc.constantFrom('&&', '||', '|', ';', '\n', '; ', ' && ', ' 2>&1', '>/dev/null') },
  { weight: 2, arbitrary: fc.constantFrom("'", '"', '\\', '#', ' #', "'a b'", '"a;b"', '\\ ', "''", '""') },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      ...[
        'rm x',
        'git',
        '&',
        '$',
        '`',
        '(',
        ')',
        '{',
        '}',
        ',',
        '*',
        '?',
        '~',
        '=',
        '!',
        '[',
        ']',
        '<',
        '>',
        '\t',
        '\r',
      ],
      ...[
        '$(rm)',
        '`rm`',
        '<(rm)',
        'FOO=1 ',
        '2',
        '>&',
        'x>',
        '<<E',
        'if ',
        'then ',
        '\u00a0',
        'é',
        '^',
        '%',
        '@',
        ':',
        '/',
      ],
    ),
  },
)
const lines = fc.array(tokens, { minLength: 1, maxLength: 9 }).map((parts) => parts.join(''))
const allowed = { id: 'r', effect: 'allow', text: 'npm test *', at: 0 } as const

describe.runIf(shells.length > 0)('a line that is certain', () => {
  test('runs nothing but what is told of it, in any shell', async () => {
    let certain = 0
    await fc.assert(
      fc.asyncProperty(lines, async (line) => {
        const read = await readLine(line)
        if (read.certain === null) return
        certain += 1
        const told = new Set(read.certain.map((words) => JSON.stringify(words)))
        for (const shell of shells) {
          const { commands, files } = ran(shell, line)
          expect(files).toEqual([])
          for (const words of commands) expect(told).toContain(JSON.stringify(words))
          const isAllowed = judge({ kind: 'commands', ...read, inside: true }, [allowed]).kind === 'allowed'
          const others = commands.filter(([program, verb]) => program !== 'npm' || verb !== 'test')
          expect(isAllowed ? others : []).toEqual([])
        }
      }),
      { numRuns: 300 },
    )
    expect(certain).toBeGreaterThan(10)
  })
})
