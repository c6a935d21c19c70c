import type { Scenario } from './scenario.ts'

/** What a model says. */
export const talk: readonly Scenario[] = [
  { name: 'one sentence', steps: [{ say: 'Nothing to do.' }], shown: ['message completed'], requests: 1 },
  { name: 'nothing at all', steps: [{ say: '' }], shown: [], requests: 1 },
  {
    name: 'two messages in one answer',
    // A chat completion has one.
    api: 'responses',
    steps: [{ multi: [{ say: 'First.' }, { say: 'Second.' }] }],
    shown: ['message completed', 'message completed'],
  },
  {
    name: 'a thought and a message',
    steps: [{ multi: [{ reason: 'I think.' }, { say: 'So it is.' }] }],
    shown: ['reasoning completed', 'message completed'],
  },
  { name: 'a thought alone', steps: [{ reason: 'Hm.' }], shown: ['reasoning completed'] },
  {
    name: 'signs beyond the first plane',
    steps: [{ say: 'Fertig: 👩‍🚀 ✓ äöü 漢字 \u2028 \u0000' }],
    shown: ['message completed'],
  },
  { name: 'a very long message', steps: [{ say: 'word '.repeat(8000) }], shown: ['message completed'] },
  { name: 'a slow message', steps: [{ say: 'one two three', delay: 5 }], shown: ['message completed'] },
  {
    name: 'a message beside a call: the turn goes on',
    steps: [{ multi: [{ say: 'I look.' }, { sh: 'echo seen' }] }, { say: 'Done.' }],
    shown: ['message completed', 'command completed', 'message completed'],
    given: [/seen/],
  },
  { name: 'a refusal', steps: [{ refuse: 'No.' }], ends: 'refused', why: /It said: No\./ },
  {
    name: 'a refusal after work: what was written stays',
    steps: [{ sh: 'echo a > a.txt' }, { refuse: 'No more.' }],
    ends: 'refused',
    why: /No more\./,
    after: { 'a.txt': 'a\n' },
  },
  {
    name: 'an answer that is cut off at its longest',
    steps: [{ incomplete: 'max_output_tokens', say: 'So' }],
    shown: ['message completed', 'notice completed'],
  },
  {
    name: 'an answer that a filter held back',
    steps: [{ incomplete: 'content_filter', say: 'Well' }],
    ends: 'refused',
    why: /content filter/,
  },
]
