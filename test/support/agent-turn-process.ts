import { processGroups } from '#main/agents/containment.ts'
import { createOpenaiAgent } from '#main/agents/openai/adapter.ts'

/** Runs one turn in a process of its own, to be killed: `node … WORKTREE FOLDER URL PROMPT`. */
const [worktree = '', folder = '', url = '', prompt = ''] = process.argv.slice(2)
const turn = createOpenaiAgent().startTurn({
  session: 'session-1',
  turn: 1,
  worktree,
  folder,
  prompt,
  pictures: [],
  choice: { kind: 'openai' },
  env: { PATH: process.env['PATH'], OPENAI_API_KEY: 'sk-test', OPENAI_BASE_URL: url },
  withheld: [],
  mark: {},
  containment: processGroups(''),
  sandbox: null,
  hidden: [],
  settings: { shell: '/bin/sh', openaiBaseUrl: '', openaiModel: 'gpt-5.5' },
  key: () => Promise.resolve(null),
  standing: () => Promise.resolve({ task: '', rejected: [] }),
  propose: () => Promise.resolve({ ok: true, value: 'Shown.' }),
  reviewServer: null,
  servers: () => Promise.resolve({ setups: [], problems: [], isTrusted: () => true, trust: () => undefined }),
  report: {
    item: () => undefined,
    output: () => Promise.resolve(),
    activity: () => undefined,
    ask: () => Promise.resolve(null),
    usage: () => undefined,
    checkpoint: () => Promise.resolve(),
  },
})
console.log(JSON.stringify(await turn.done))
