import type { KnownItem } from '#shared/domain/timeline/timeline-item.ts'

/** Where the samples are. */
export const samplePlace = {
  id: 'i',
  seq: 3,
  turn: 1,
  at: 10,
  endedAt: 20,
  parent: null,
  state: 'completed',
} as const
const output = { exitCode: 0, outputBytes: 7 }
/** One of each kind that is stored; the compiler sees that none is missing. */
export const sampleItems: {
  readonly [Kind in KnownItem['kind']]: Extract<KnownItem, { readonly kind: Kind }>
} = {
  prompt: { ...samplePlace, kind: 'prompt', text: 'Do it' },
  message: { ...samplePlace, kind: 'message', text: 'Done' },
  reasoning: { ...samplePlace, kind: 'reasoning', text: 'Hm' },
  command: { ...samplePlace, kind: 'command', text: 'make', ...output },
  output: { ...samplePlace, kind: 'output', text: 'agent', ...output, exitCode: null },
  toolCall: {
    ...samplePlace,
    kind: 'toolCall',
    text: '',
    tool: 'web.search',
    input: '{}',
    paths: ['a'],
    outputBytes: 0,
  },
  edit: { ...samplePlace, kind: 'edit', text: 'Edit a', paths: ['a'], diff: null },
  plan: { ...samplePlace, kind: 'plan', text: '', steps: [{ step: 'Begin', state: 'pending' }] },
  usage: {
    ...samplePlace,
    ...{ kind: 'usage', requests: 2, input: 1200, cachedInput: 1000, output: 30, reasoning: 10 },
  },
  notice: { ...samplePlace, kind: 'notice', text: 'Take note' },
  approval: {
    ...samplePlace,
    kind: 'approval',
    state: 'waiting',
    endedAt: null,
    parent: 'call',
    text: 'make',
    reason: '',
    folder: '/work',
    touches: ['Makefile'],
    diff: null,
    words: '',
    options: [{ id: 'once', label: 'Allow once', effect: 'allowOnce' }],
    proposals: [['make']],
    noRule: '',
    answer: null,
    answeredBy: null,
    plan: null,
  },
  question: {
    ...samplePlace,
    kind: 'question',
    text: 'Which?',
    options: [{ label: 'A', description: '' }],
    answer: 'A',
    words: 'but small',
  },
  compaction: { ...samplePlace, kind: 'compaction', text: '' },
  check: { ...samplePlace, kind: 'check', text: 'npm test', revision: 2, ...output },
  checkpoint: { ...samplePlace, kind: 'checkpoint', parent: 'call', took: 12 },
  finding: {
    ...samplePlace,
    kind: 'finding',
    title: 'Off by one',
    text: '',
    priority: 1,
    path: 'a',
    lines: { from: 1, to: 2 },
  },
  review: {
    ...samplePlace,
    kind: 'review',
    text: 'Read the parser first',
    pins: [
      { path: 'a', line: 2, text: 'x = 1', print: { line: 'aa', around: 'bb' }, reason: 'The bound is new' },
    ],
  },
  revision: { ...samplePlace, kind: 'revision', text: 'r1' },
  landing: { ...samplePlace, kind: 'landing', text: 'Landed' },
}
