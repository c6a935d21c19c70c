import type { Scenario } from './scenario.ts'

const done = { say: 'Done.' } as const

const tty = { tty: true, yield_time_ms: 30_000 } as const

/** Commands that a model runs. */
export const commands: readonly Scenario[] = [
  {
    name: 'that succeeds',
    steps: [{ sh: 'echo hi' }, done],
    given: [/code 0\nOutput:\nhi\n$/],
    shown: ['command completed', 'message completed'],
  },
  {
    name: 'that fails',
    steps: [{ sh: 'exit 3' }, done],
    given: [/exited with code 3\nOutput:\n$/],
    shown: ['command failed', 'message completed'],
  },
  {
    name: 'that is not there',
    steps: [{ sh: 'no-such-program-here' }, done],
    given: [/exited with code 127/],
  },
  { name: 'that kills itself', steps: [{ sh: 'kill -KILL $$' }, done], given: [/exited with code 137/] },
  {
    name: 'that writes to both outputs, in order',
    steps: [{ sh: 'echo a; echo b >&2; echo c' }, done],
    given: [/Output:\na\nb\nc\n$/],
  },
  {
    name: 'with quotes and lines',
    steps: [{ sh: `printf '%s\\n' "a 'b'" "$(printf 'c\nd')"` }, done],
    given: [/a 'b'\nc\nd\n$/],
  },
  {
    name: 'that prints a million lines',
    steps: [{ sh: 'seq 1 1000000', args: { yield_time_ms: 30_000 } }, done],
    given: [/Output:\n1\n2\n[^]*tokens left out[^]*\n1000000\n$/],
  },
  {
    name: 'that prints one endless line',
    steps: [{ sh: 'head -c 5000000 /dev/zero | tr "\\0" x', args: { yield_time_ms: 30_000 } }, done],
    given: [/^[^]{0,200}Output:\nx{1000}[^]*tokens left out[^]*x{1000}$/],
  },
  {
    name: 'that prints bytes of no text',
    steps: [{ sh: `printf '\\377\\000\\001ok'` }, done],
    given: [/ok$/],
  },
  {
    name: 'of which the model wants little',
    steps: [{ sh: 'seq 1 10000', args: { max_output_tokens: 100 } }, done],
    given: [/^[^]{0,600}$/],
  },
  {
    name: 'in a folder below',
    before: { 'sub/x': 'x' },
    steps: [{ sh: 'basename "$PWD"; ls', args: { workdir: 'sub' } }, done],
    given: [/Output:\nsub\nx\n$/],
  },
  {
    name: 'in a folder that is not there',
    steps: [{ sh: 'ls', args: { workdir: 'none' } }, done],
    given: [/^error: the folder .*none does not exist/],
    shown: ['toolCall failed', 'message completed'],
  },
  { name: 'without a line', steps: [{ sh: '   ' }, done], given: ['error: cmd must be a command line.'] },
  {
    name: 'that is fed',
    steps: [
      { sh: 'read a; echo "got $a"', args: { stdin: true, yield_time_ms: 250 } },
      { stdin: { session_id: 1, chars: 'word\n', yield_time_ms: 60_000 } },
      done,
    ],
    given: [/session ID 1/, /code 0\nOutput:\ngot word\n$/],
  },
  {
    name: 'that takes no input',
    steps: [
      { sh: 'exec sleep 1000', args: { yield_time_ms: 250 } },
      { stdin: { session_id: 1, chars: 'x' } },
      done,
    ],
    given: [/session ID 1/, /^error: this command was started with empty standard input/],
  },
  {
    name: 'that reads nothing unless it is fed',
    steps: [{ sh: 'cat; echo end' }, done],
    given: [/Output:\nend\n$/],
  },
  {
    name: 'that is interrupted',
    steps: [
      {
        sh: 'trap "echo bye; exit 5" INT; touch on; while :; do sleep 0.05; done',
        args: { yield_time_ms: 250 },
      },
      { sh: 'until test -e on; do sleep 0.01; done', args: { yield_time_ms: 30_000 } },
      { stdin: { session_id: 1, chars: '\u0003', yield_time_ms: 60_000 } },
      done,
    ],
    given: [/session ID 1/, /code 0/, /exited with code 5\nOutput:\n[^]*bye\n$/],
  },
  {
    name: 'that is over already when it is asked for',
    steps: [{ sh: 'true' }, { stdin: { session_id: 1 } }, done],
    given: [/code 0/, 'error: no command runs under session id 1; it has ended.'],
  },
  {
    name: 'of which too many run',
    steps: [
      { multi: Array.from({ length: 17 }, () => ({ sh: 'exec sleep 1000', args: { yield_time_ms: 250 } })) },
      done,
    ],
    given: [
      ...Array.from({ length: 16 }, () => /Process running with session ID/),
      /^error: 16 commands are running already/,
    ],
  },
  {
    name: 'that is left running ends with the turn',
    steps: [{ sh: 'echo $$ > pid; exec sleep 1000', args: { yield_time_ms: 250 } }, done],
    shown: ['command failed', 'message completed'],
  },
  {
    name: 'that leaves something behind',
    steps: [{ sh: 'sleep 1000 & echo out' }, done],
    given: [/code 0\nOutput:\nout\n$/],
  },
  {
    name: 'without the key',
    steps: [{ sh: 'env | grep -c sk-test || true' }, done],
    given: [/Output:\n0\n$/],
  },
  {
    name: 'without a terminal',
    steps: [{ sh: 'test -t 1 || echo none; echo $TERM' }, done],
    given: [/Output:\nnone\ndumb\n$/],
  },
  {
    name: 'in a terminal',
    steps: [{ sh: 'test -t 0 && test -t 1 && test -t 2 && stty size; echo $TERM; exit 4', args: tty }, done],
    given: [/exited with code 4\nOutput:\n30 100\nxterm-256color\n$/],
    shown: ['command failed', 'message completed'],
  },
  {
    name: 'in a terminal that colours and writes over',
    steps: [{ sh: `printf '\\033[31mred\\033[0m\\n10 %%\\r100 %%\\n'`, args: tty }, done],
    given: [/Output:\nred\n100 %\n$/],
  },
  {
    name: 'in a terminal that is fed',
    steps: [
      { sh: 'stty -echo; echo ready; read a; echo "got $a"; cat', args: { ...tty, yield_time_ms: 250 } },
      { sh: 'true' },
      { stdin: { session_id: 1, chars: 'word\n\u0004', yield_time_ms: 60_000 } },
      done,
    ],
    given: [/session ID 1/, /code 0/, /code 0\nOutput:\n[^]*got word\n$/],
  },
  {
    name: 'in a terminal that is interrupted: what is in front ends',
    steps: [
      {
        sh: 'trap : INT; sh -c \'trap "echo bye; exit 5" INT; touch on; while :; do sleep 0.05; done\'; exit $?',
        args: { ...tty, yield_time_ms: 250 },
      },
      { sh: 'until test -e on; do sleep 0.01; done', args: { yield_time_ms: 30_000 } },
      { stdin: { session_id: 1, chars: '\u0003', yield_time_ms: 60_000 } },
      done,
    ],
    given: [/session ID 1/, /code 0/, /exited with code 5\nOutput:\n[^]*bye\n$/],
  },
  {
    name: 'in a terminal with jobs of their own groups, all of which end with the turn',
    steps: [
      {
        sh: 'set -m; trap "" HUP TERM; sleep 1000 & echo $! > pid; exec sleep 1000',
        args: { ...tty, yield_time_ms: 250 },
      },
      { sh: 'until test -s pid; do sleep 0.01; done', args: { yield_time_ms: 30_000 } },
      done,
    ],
    shown: ['command failed', 'command completed', 'message completed'],
  },
  {
    name: 'in a terminal that leaves something behind that no hang-up ends',
    steps: [{ sh: 'set -m; trap "" HUP; sleep 1000 & echo $! > pid; echo out', args: tty }, done],
    given: [/code 0\nOutput:\n[^]*out\n$/],
  },
  {
    name: 'in a terminal that prints much',
    steps: [{ sh: 'seq 1 300000', args: tty }, done],
    given: [/Output:\n1\n2\n[^]*tokens left out[^]*\n300000\n$/],
  },
  {
    name: 'side by side with another',
    steps: [
      {
        multi: [
          { sh: 'until test -e a; do sleep 0.01; done; echo one', args: { yield_time_ms: 30_000 } },
          { sh: 'touch a; echo two' },
        ],
      },
      done,
    ],
    given: [/one\n$/, /two\n$/],
  },
]
