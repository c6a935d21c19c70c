import type { ScriptStep } from '../fake-responses-script.ts'
import type { Scenario } from './scenario.ts'

const fine = { say: 'Fine.' } as const
/** Fails twice and then answers: the turn goes on as if nothing had been. */
const passes = (name: string, step: ScriptStep, more: Partial<Scenario> = {}): Scenario => ({
  name,
  steps: [{ ...step, times: 2 }, { sh: 'echo once >> runs' }, fine],
  requests: 4,
  after: { runs: 'once\n' },
  ...more,
})
/** Fails at once: asking again would not help. */
const stops = (name: string, step: ScriptStep, ends: Scenario['ends'], why: RegExp): Scenario => ({
  name,
  steps: [step],
  requests: 1,
  ...(ends ? { ends } : {}),
  why,
})
/** A command that prints about so many tokens. */
const print = (tokens: number): ScriptStep => ({ sh: `head -c ${tokens * 4} /dev/zero | tr '\\0' x` })

/** What a model's server does. */
export const server: readonly Scenario[] = [
  passes('429, then fine', { status: 429, code: 'rate_limit_exceeded' }),
  passes('429 that says when', { status: 429, headers: { 'retry-after-ms': '5' } }),
  passes('500, then fine', { status: 500 }),
  passes('502 with a page', { raw: '<html>Bad gateway</html>', status: 502 }),
  passes('503 without a word', { raw: '', status: 503 }),
  passes('408, then fine', { status: 408 }),
  passes('409, then fine', { status: 409 }),
  passes('a cut in a message', { abort: true, say: 'half a message' }),
  passes('a cut before anything', { abort: true }),
  passes('a failed answer', { failed: { code: 'server_error', message: 'Sorry.' } }),
  passes('a rate limit in the stream', { failed: { code: 'rate_limit_exceeded', message: 'Slow.' } }),
  passes('a stream that ends too early', { raw: '' }),
  passes('a stream of broken JSON', { raw: 'event: response.created\ndata: {"type": "resp\n\n' }),
  passes('a page in place of a stream', { raw: '<html>Welcome to the hotel</html>' }),
  {
    name: 'silence',
    steps: [{ hang: true, say: 'half', times: 1 }, { sh: 'echo once >> runs' }, fine],
    idle: 1000,
    after: { runs: 'once\n' },
  },
  {
    // What a cut answer calls for may be called for again by the next one.
    name: 'a cut in a call: it does not run',
    steps: [
      { multi: [{ sh: 'echo cut >> runs' }], abort: true, times: 1 },
      { multi: [{ sh: 'echo cut >> runs' }], abort: 'late', times: 1 },
      { sh: 'echo whole >> runs' },
      fine,
    ],
    after: { runs: 'whole\n' },
  },
  { name: '500 without end', steps: [{ status: 500 }], ends: 'serverError', why: /in 5 tries/, requests: 5 },
  { name: '429 without end', steps: [{ status: 429 }], ends: 'rateLimit', why: /rate limit/, requests: 5 },
  {
    name: 'cuts without end',
    steps: [{ abort: true, say: 'x' }],
    ends: 'noNetwork',
    why: /in 5 tries/,
    requests: 5,
  },
  stops(
    '429 that asks for an hour',
    { status: 429, headers: { 'retry-after': '3600' } },
    'rateLimit',
    /60 minutes/,
  ),
  stops('a quota that is used up', { status: 429, code: 'insufficient_quota' }, 'quota', /used up/),
  stops('a bill that is due', { status: 402 }, 'quota', /used up/),
  stops('403', { status: 403, message: 'Not in your country.' }, 'badKey', /Not in your country\./),
  stops('a model that is not there', { status: 404, code: 'model_not_found' }, 'badModel', /does not offer/),
  stops('a request that is wrong', { status: 400, message: 'Nope.' }, 'badRequest', /Nope\./),
  stops('a policy', { status: 400, code: 'content_policy_violation' }, 'refused', /refused to go on/),
  // Each is asked once.
  stops('405', { status: 405, message: 'Method not allowed' }, 'noResponses', /neither the Responses API/),
  {
    name: 'neither API',
    server: { lacks: ['responses', 'chat'] },
    steps: [fine],
    ends: 'noResponses',
    why: /neither the Responses API nor chat completions/,
    requests: 1,
  },
  { name: 'no reasoning', api: 'responses', server: { lacks: ['reasoning'] }, steps: [fine], requests: 2 },
  {
    name: 'no count of tokens in a stream',
    api: 'chat',
    server: { lacks: ['streamUsage'] },
    steps: [{ sh: 'true' }, fine],
    requests: 3,
  },
  ...(['wholeCalls', 'sameIndex', 'objectArguments'] as const).map((quirk): Scenario => ({
    name: `calls of its own kind: ${quirk}`,
    api: 'chat',
    server: { quirk },
    steps: [
      { multi: [{ say: 'Look.' }, { sh: 'echo one' }, { sh: 'echo two' }, { plan: [['a', 'pending']] }] },
      { sh: 'echo three' },
      fine,
    ],
    given: [/one\n$/, /two\n$/, 'Plan updated', /three\n$/],
    requests: 3,
  })),
  {
    name: 'an error in place of a chunk',
    api: 'chat',
    steps: [
      { raw: 'data: {"error":{"code":502,"message":"Bad gateway."}}\n\n', times: 2 },
      { sh: 'true' },
      fine,
    ],
    requests: 4,
  },
  {
    name: 'a chat completion that ends without a reason',
    api: 'chat',
    steps: [{ raw: 'data: {"choices":[{"delta":{"content":"half"}}]}\n\ndata: [DONE]\n\n', times: 1 }, fine],
    shown: ['message failed', 'notice completed', 'message completed'],
    requests: 2,
  },
  {
    name: 'neither reasoning nor grammars',
    api: 'responses',
    server: { lacks: ['reasoning', 'customTools'] },
    steps: [fine],
    requests: 3,
  },
  {
    name: 'a conversation that fills the window',
    server: { window: 20_000 },
    limits: { window: 20_000 },
    steps: [print(9000), print(9000), { sh: 'echo after' }, fine],
    given: [/after/],
    shown: [
      'command completed',
      'command completed',
      'compaction completed',
      'command completed',
      'message completed',
    ],
  },
  {
    name: 'a conversation that the server shortens',
    api: 'responses',
    server: { window: 20_000, compacts: true },
    limits: { window: 20_000 },
    steps: [print(9000), print(9000), { sh: 'echo after' }, fine],
    given: [/after/],
  },
  {
    name: 'an overflow that nobody expected',
    server: { window: 20_000 },
    steps: [print(9000), print(9000), print(9000), { sh: 'echo after' }, fine],
    given: [/after/],
  },
  {
    name: 'one after the other',
    server: { window: 12_000 },
    limits: { window: 12_000 },
    steps: [...Array.from({ length: 6 }, () => print(9000)), { sh: 'echo after >> runs' }, fine],
    after: { runs: 'after\n' },
  },
  {
    name: 'an overflow without end',
    steps: [{ status: 400, code: 'context_length_exceeded' }],
    ends: 'overflow',
    why: /no longer fits/,
  },
  {
    name: 'rounds that are used up',
    limits: { rounds: 2 },
    steps: [{ sh: 'true' }, { sh: 'true' }, { sh: 'true' }],
    ends: 'tooManySteps',
    why: /2 rounds/,
    requests: 2,
  },
  {
    name: 'tokens that are used up',
    limits: { thousandTokens: 2 },
    steps: [{ sh: 'true' }, { sh: 'true' }, { sh: 'true' }],
    ends: 'tooManySteps',
    why: /2 thousand tokens/,
    requests: 2,
  },
]
