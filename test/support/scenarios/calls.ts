import type { Scenario } from './scenario.ts'

const done = { say: 'Done.' } as const
const wrong = ['toolCall failed', 'message completed']

/** Calls of the other tools, and of none. */
export const calls: readonly Scenario[] = [
  {
    name: 'a tool that is not there',
    steps: [{ call: { name: 'fly', args: {} } }, done],
    given: ['error: there is no tool fly.'],
    shown: wrong,
  },
  {
    name: 'a free-form tool that is not there',
    api: 'responses',
    steps: [{ custom: { name: 'fly', input: 'high' } }, done],
    given: ['error: there is no tool fly.'],
    shown: wrong,
  },
  {
    name: 'a tool without a name',
    steps: [{ call: { name: '', args: {} } }, done],
    given: ['error: there is no tool .'],
  },
  {
    name: 'arguments that are no JSON',
    steps: [{ badCall: { name: 'exec_command', arguments: '{"cmd": "ls' } }, done],
    given: ['error: the arguments of exec_command are not a JSON object.'],
    shown: wrong,
  },
  {
    name: 'arguments that are a list',
    steps: [{ badCall: { name: 'exec_command', arguments: '[]' } }, done],
    given: [/not a JSON object/],
  },
  {
    name: 'arguments that are null',
    steps: [{ badCall: { name: 'update_plan', arguments: 'null' } }, done],
    given: [/not a JSON object/],
  },
  {
    name: 'no arguments',
    steps: [{ badCall: { name: 'exec_command', arguments: '' } }, done],
    given: ['error: cmd must be a command line.'],
  },
  {
    name: 'a number for a command',
    steps: [{ call: { name: 'exec_command', args: { cmd: 5 } } }, done],
    given: ['error: cmd must be a command line.'],
  },
  {
    name: 'arguments of megabytes',
    steps: [{ badCall: { name: 'fly', arguments: `{"x":"${'y'.repeat(2_000_000)}` } }, done],
    given: [/not a JSON object/],
  },
  {
    name: 'a plan',
    steps: [
      {
        plan: [
          ['a', 'completed'],
          ['b', 'pending'],
        ],
      },
      done,
    ],
    given: ['Plan updated'],
    shown: ['plan completed', 'message completed'],
  },
  {
    name: 'a plan that is told again is the same item',
    steps: [{ plan: [['a', 'pending']] }, { plan: [['a', 'completed']] }, done],
    shown: ['plan completed', 'message completed'],
  },
  {
    name: 'a plan that is none',
    steps: [{ call: { name: 'update_plan', args: { plan: 'x' } } }, done],
    given: ['error: plan must be a list of steps.'],
    shown: wrong,
  },
  {
    name: 'a plan with a state that is none',
    steps: [{ plan: [['a', 'perhaps']] }, done],
    given: [/^error: each step needs/],
  },
  {
    name: 'a question',
    says: 'Tabs',
    steps: [{ call: { name: 'ask_user', args: { question: 'Tabs?' } } }, done],
    given: ['The person answered: Tabs'],
  },
  {
    name: 'a question that nobody answers',
    steps: [{ call: { name: 'ask_user', args: { question: 'Tabs?' } } }, done],
    given: [/^Nobody answered/],
  },
  {
    name: 'a question of nothing',
    steps: [{ call: { name: 'ask_user', args: {} } }, done],
    given: ['error: question must be a text.'],
    shown: wrong,
  },
  {
    name: 'a question with too many answers',
    steps: [
      {
        call: {
          name: 'ask_user',
          args: { question: 'x', options: Array.from({ length: 99 }, (_, index) => `${index}`) },
        },
      },
      done,
    ],
    given: [/^error: options must be/],
  },
  {
    name: 'a picture that is not there',
    steps: [{ call: { name: 'view_image', args: { path: 'x.png' } } }, done],
    given: [/^error: x\.png is no readable file/],
    shown: wrong,
  },
  {
    name: 'a picture that is none',
    before: { 'x.png': 'text' },
    steps: [{ call: { name: 'view_image', args: { path: 'x.png' } } }, done],
    given: [/^error: x\.png is no picture/],
  },
  {
    name: 'one wrong call among right ones',
    steps: [{ multi: [{ sh: 'echo a' }, { call: { name: 'fly' } }, { sh: 'echo b' }] }, done],
    given: [/a\n$/, 'error: there is no tool fly.', /b\n$/],
  },
  {
    name: 'thirty calls in one answer',
    steps: [
      { multi: Array.from({ length: 30 }, (_, index) => ({ plan: [[`${index}`, 'pending'] as const] })) },
      done,
    ],
    given: Array.from({ length: 30 }, () => 'Plan updated'),
  },
]
