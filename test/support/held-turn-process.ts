import { createCommandAgent } from '#main/agents/command/adapter.ts'
import { Containments } from '#main/agents/namespaces.ts'
import { turnMark } from '#main/system/turn-mark.ts'

/**
 * Runs one command in a process of its own, held together as on this machine, and says how it went: `node … WORKTREE
 * FOLDER HOME LINE`.
 */
const [worktree = '', folder = '', home = '', line = ''] = process.argv.slice(2)
const containment = await new Containments(home).get(true)
let output = ''
const turn = createCommandAgent({ killAfter: 300, grace: 200 }).startTurn({
  session: 'session-1',
  turn: 1,
  worktree,
  folder,
  prompt: '',
  pictures: [],
  choice: { kind: 'command', command: line },
  env: { PATH: process.env['PATH'], HOME: folder, SHELL: '/bin/sh' },
  withheld: [],
  mark: turnMark(home, 'session-1', 1),
  containment,
  sandbox: null,
  hidden: [],
  settings: { shell: '/bin/sh', openaiBaseUrl: '', openaiModel: '' },
  key: () => Promise.resolve(null),
  standing: () => Promise.resolve({ task: '', rejected: [] }),
  propose: () => Promise.resolve({ ok: true, value: 'Shown.' }),
  reviewServer: null,
  servers: () => Promise.resolve({ setups: [], problems: [], isTrusted: () => true, trust: () => undefined }),
  report: {
    item: () => undefined,
    output: (_, bytes) => Promise.resolve(void (output += Buffer.from(bytes).toString('utf8'))),
    activity: () => undefined,
    ask: () => Promise.resolve(null),
    usage: () => undefined,
    checkpoint: () => Promise.resolve(),
  },
})
console.log(
  JSON.stringify({ outcome: await turn.done, output, held: containment.kind, notice: containment.notice }),
)
