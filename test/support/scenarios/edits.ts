import { patchOf, type Scenario } from './scenario.ts'

const done = { say: 'Done.' } as const

/** Files that a model edits. */
export const edits: readonly Scenario[] = [
  {
    name: 'a new file',
    steps: [{ patch: patchOf('*** Add File: src/a.txt', '+one', '+two') }, done],
    after: { 'src/a.txt': 'one\ntwo\n' },
    shown: ['edit completed', 'message completed'],
  },
  {
    name: 'a changed file',
    before: { 'a.txt': 'one\ntwo\n' },
    steps: [{ patch: patchOf('*** Update File: a.txt', '@@', ' one', '-two', '+zwei') }, done],
    after: { 'a.txt': 'one\nzwei\n' },
  },
  {
    name: 'a file that goes',
    before: { 'a.txt': 'x\n' },
    steps: [{ patch: patchOf('*** Delete File: a.txt') }, done],
    after: { 'a.txt': null },
  },
  {
    name: 'a file that moves',
    before: { 'a.txt': 'x\n' },
    steps: [{ patch: patchOf('*** Update File: a.txt', '*** Move to: b/c.txt', '@@', '-x', '+y') }, done],
    after: { 'a.txt': null, 'b/c.txt': 'y\n' },
  },
  {
    name: 'several at once',
    before: { 'a.txt': 'x\n', 'b.txt': 'x\n' },
    steps: [
      {
        patch: patchOf(
          '*** Update File: a.txt',
          '@@',
          '-x',
          '+a',
          '*** Delete File: b.txt',
          '*** Add File: c.txt',
          '+c',
        ),
      },
      done,
    ],
    after: { 'a.txt': 'a\n', 'b.txt': null, 'c.txt': 'c\n' },
  },
  {
    name: 'all or nothing',
    before: { 'a.txt': 'x\n' },
    steps: [
      { patch: patchOf('*** Add File: c.txt', '+c', '*** Update File: a.txt', '@@', '-nowhere', '+y') },
      done,
    ],
    after: { 'a.txt': 'x\n', 'c.txt': null },
    given: [/^error: /],
    shown: ['edit failed', 'message completed'],
  },
  {
    name: 'carriage returns that stay',
    before: { 'a.txt': 'one\r\ntwo\r\n' },
    steps: [{ patch: patchOf('*** Update File: a.txt', '@@', '-two', '+zwei') }, done],
    after: { 'a.txt': 'one\r\nzwei\r\n' },
  },
  {
    name: 'a file that is not there',
    steps: [{ patch: patchOf('*** Update File: none.txt', '@@', '-a', '+b') }, done],
    given: [/^error: .*none\.txt/],
  },
  {
    name: 'a path outside',
    steps: [{ patch: patchOf('*** Add File: ../out.txt', '+x') }, done],
    given: [/^error: /],
    after: { '../out.txt': null },
  },
  {
    name: 'an absolute path outside',
    steps: [{ patch: patchOf('*** Add File: /tmp/winnow-never/out.txt', '+x') }, done],
    given: [/^error: /],
  },
  {
    name: 'no patch at all',
    steps: [{ patch: 'oops' }, done],
    given: [/^error: Invalid patch/],
    shown: ['edit failed', 'message completed'],
  },
  {
    name: 'a patch of nothing',
    steps: [{ patch: patchOf() }, done],
    given: [/^error: Invalid patch: it changes no file/],
  },
  {
    name: 'a patch that is written as a command',
    steps: [{ sh: `apply_patch <<'EOF'\n${patchOf('*** Add File: a.txt', '+a')}\nEOF` }, done],
    after: { 'a.txt': 'a\n' },
    shown: ['edit completed', 'message completed'],
  },
  {
    name: 'a function instead of a grammar',
    api: 'responses',
    server: { lacks: ['customTools'] },
    steps: [{ patch: patchOf('*** Add File: a.txt', '+a') }, done],
    after: { 'a.txt': 'a\n' },
    requests: 3,
  },
  {
    name: 'a failed one, then the right one',
    before: { 'a.txt': 'x\n' },
    steps: [
      { patch: patchOf('*** Update File: a.txt', '@@', '-y', '+z') },
      { patch: patchOf('*** Update File: a.txt', '@@', '-x', '+z') },
      done,
    ],
    after: { 'a.txt': 'z\n' },
    shown: ['edit failed', 'edit completed', 'message completed'],
  },
  {
    name: 'in their order, with commands between',
    steps: [
      {
        multi: [
          { patch: patchOf('*** Add File: a.txt', '+1') },
          { sh: 'cat a.txt' },
          { patch: patchOf('*** Update File: a.txt', '@@', '-1', '+2') },
          { sh: 'cat a.txt' },
        ],
      },
      done,
    ],
    given: [/^Success/, /Output:\n1\n$/, /^Success/, /Output:\n2\n$/],
  },
]
