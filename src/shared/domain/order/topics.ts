/** What lines are looked into for; a line has each as a bit. `line` is of every line, whatever it says. */
export const topics = {
  ...{ marks: 1, asserts: 2, tests: 4, limits: 8, comments: 16, evades: 32 },
  line: 64,
} as const
type Worded = Exclude<keyof typeof topics, 'line'>

/**
 * Words of which one stands in every line that says anything of a topic, without regard to case. Most lines have none, and are
 * passed over: looking for these costs a hundredth of what the patterns do.
 */
const words: Readonly<Record<Worded, readonly string[]>> = {
  marks: [
    ...[
      'skip',
      '.only',
      'todo',
      'fixme',
      'ignore',
      'disable',
      'suppress',
      'pending',
      'focus:',
      'allow(',
      'assume',
    ],
    ...[
      'explicit',
      'inconclusive',
      'enabledif',
      'enabledon',
      'enabled =',
      'enabled=',
      'expected=',
      'expected =',
    ],
    ...[
      'expectedfailure',
      '[expect',
      'noqa',
      'nosec',
      'nolint',
      'nosonar',
      'nosem',
      'nocov',
      'lcov',
      'pragma',
      '@ts-',
    ],
    ...[
      'codecoverage',
      '#if',
      '(false',
      '( false',
      'if false',
      '(0',
      '( 0',
      'if 0',
      '(!',
      '( !',
      'cfg(',
      'cfg_attr',
    ],
    ...[
      '__test__',
      'should_panic',
      '.fail',
      'xit(',
      'xit ',
      'xtest',
      'xdescribe',
      'xcontext',
      'xspecify',
      'xscenario',
    ],
    ...[
      'xfeature',
      'xexample',
      'xfail',
      'fit(',
      'fit ',
      'fdescribe',
      'fcontext',
      'fspecify',
      'pit(',
      'pdescribe',
    ],
    ...[
      'pcontext',
      'no_type_check',
      'gitleaks',
      'noinspection',
      'checkstyle',
      'codeql',
      'lgtm',
      'go:build',
      '+build',
    ],
    ...['mypy', 'pyright', 'pyre', 'incomplete', 'no cover', 'no branch'],
  ],
  asserts: [
    ...[
      'assert',
      'expect',
      'should',
      'refute',
      '.must',
      'wont_',
      'verif',
      'raises',
      'warns',
      'fail',
      'eventually',
    ],
    ...[
      'consistently',
      '.error',
      '.fatal',
      '.ok(',
      '.is(',
      '.not(',
      '.isnot',
      '.equal',
      '.same',
      '.deep',
      '.strict',
    ],
    ...[
      '.match',
      '.throws',
      '.rejects',
      '.true(',
      '.false(',
      '.truthy',
      '.falsy',
      '.like(',
      '.regex',
      '.plan(',
    ],
    ...[
      '.snapshot',
      '.pass(',
      '.notequal',
      '.notok',
      '.notsame',
      '.notdeep',
      '.notstrict',
      '.notmatch',
      '.doesnot',
    ],
    ...[
      '.nil',
      '.notnil',
      '.noerror',
      '.contains',
      '.notcontains',
      '.len',
      '.empty',
      '.notempty',
      '.zero',
      '.notzero',
    ],
    ...[
      '.panics',
      '.notpanics',
      '.never',
      '.elementsmatch',
      '.jsoneq',
      '.indelta',
      '.inepsilon',
      '.greater',
      '.less',
    ],
    ...['.exactly', '.istrue', '.isfalse', '.include', '.property', '.check', 'received', 'require'],
    // What asks for more or less in the middle of an assertion.
    ...[
      'tobe',
      'toequal',
      'tostrict',
      'tohave',
      'tomatch',
      'tothrow',
      'isnotnull',
      'notbenull',
      'isok',
      'exist',
    ],
    ...['notnull', 'istype', 'be_', 'is not none', '.be(', 'isequalto', 'to eq', 'eql', 'tocontain'],
  ],
  tests: [
    ...[
      'it(',
      'it (',
      "it '",
      'it "',
      'it.',
      'it`',
      'test',
      'specify',
      'scenario',
      'example',
      'fuzz',
      'fact',
      'theory',
    ],
    ...['datarow', '@property', 'proptest', 'quickcheck'],
  ],
  limits: [
    ...[
      'threshold',
      'fail_under',
      'fail-under',
      'failunder',
      'coverage',
      'minimum',
      'min_',
      'tobecloseto',
      'places',
    ],
    ...[
      'max_warnings',
      'max-warnings',
      'maxwarnings',
      'retries',
      'reruns',
      'tolerance',
      'epsilon',
      'rtol',
      'atol',
    ],
    ...[
      'approx',
      'indelta',
      'maxdiff',
      'numruns',
      'flaky',
      'almostequal',
      'be_within',
      'continue-on',
      'allow_fail',
    ],
    ...[
      'passwith',
      'pass-with',
      'exit-zero',
      'no-verify',
      '-dskip',
      '-dmaven',
      '-x test',
      'no-fail-on',
      '--deselect',
    ],
    ...[
      'ignore-glob',
      'fail_ci',
      'soft_fail',
      'werror',
      'deny(',
      'forbid(',
      'set -e',
      '--strict',
      'forbid-only',
    ],
    ...['--locked', 'frozen-lock', '-dwarnings'],
  ],
  comments: ['/*', '*/', '=begin', '=end', '<!--', '-->'],
  evades: ['catch', 'except', 'rescue', 'exit', 'return'],
}

/** Which letters differ: each character has one of these numbers; those of no word share the first. */
const letters = new Uint8Array(256)
let alphabet = 1
for (const letter of new Set(Object.values(words).flat().join(''))) {
  letters[letter.charCodeAt(0)] = alphabet
  letters[letter.toUpperCase().charCodeAt(0)] = alphabet
  alphabet += 1
}
const width = alphabet

/** For each state and letter the next state, and for each state the topics whose words end there (Aho and Corasick's machine). */
const { next, ends } = machineOf(words)

function machineOf(byTopic: typeof words): { readonly next: Uint16Array; readonly ends: Uint8Array } {
  const most = Object.values(byTopic).flat().join('').length + 1
  const steps = new Uint16Array(most * width)
  const found = new Uint8Array(most)
  let states = 1
  for (const [topic, list] of Object.entries(byTopic))
    for (const word of list) {
      let state = 0
      for (const letter of word) {
        const at = state * width + (letters[letter.charCodeAt(0)] ?? 0)
        if (steps[at] === 0) {
          steps[at] = states
          states += 1
        }
        state = steps[at] ?? 0
      }
      found[state] = (found[state] ?? 0) | topics[topic as Worded]
    }
  // Breadth first: a state goes on as the longest end of it that begins a word would.
  const back = new Uint16Array(states)
  const queue: number[] = []
  for (let letter = 0; letter < width; letter += 1) {
    const state = steps[letter] ?? 0
    if (state !== 0) queue.push(state)
  }
  for (let at = 0; at < queue.length; at += 1) {
    const state = queue[at] ?? 0
    const shorter = back[state] ?? 0
    found[state] = (found[state] ?? 0) | (found[shorter] ?? 0)
    for (let letter = 0; letter < width; letter += 1) {
      const child = steps[state * width + letter] ?? 0
      const other = steps[shorter * width + letter] ?? 0
      if (child === 0) steps[state * width + letter] = other
      else {
        back[child] = other
        queue.push(child)
      }
    }
  }
  return { next: steps, ends: found }
}

/** The topics that a line may say anything of. */
export function topicsOf(line: string): number {
  let state = 0
  let found: number = topics.line
  for (let at = 0; at < line.length; at += 1) {
    const code = line.charCodeAt(at)
    state = next[state * width + (code < 256 ? (letters[code] as number) : 0)] as number
    found |= ends[state] as number
  }
  return found
}

/** Finds topics in lines that come in pieces of bytes. */
export class TopicScanner {
  #state = 0
  #found: number = topics.line

  /** Reads on in a line. */
  read(bytes: Uint8Array, from: number, to: number): void {
    let state = this.#state
    let found = this.#found
    for (let at = from; at < to; at += 1) {
      state = next[state * width + (letters[bytes[at] as number] as number)] as number
      found |= ends[state] as number
    }
    this.#state = state
    this.#found = found
  }

  /** The topics of the line that is over. */
  endLine(): number {
    const found = this.#found
    this.#state = 0
    this.#found = topics.line
    return found
  }
}
