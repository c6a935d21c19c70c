import type { DemoScript } from '../script.ts'

/** `--json` for `list` and `today`, then for `next`. */
export const jsonFlag: DemoScript = {
  title: 'add a --json flag',
  pace: 0.2,
  about: /json|machine.readable|script/i,
  plan: [
    'Know the flag and how to write JSON',
    'Let list and today write it',
    'Test it on the command line',
    'Describe it',
    'Run all tests',
  ],
  turns: [
    [
      {
        kind: 'say',
        text: 'Commands give their output as text. With --json, list and today give the same facts as data: heights in metres as numbers, moments as ISO times.',
      },
      { kind: 'plan', at: 0 },
      {
        kind: 'edit',
        title: 'Add the flag and its text',
        changes: [
          {
            path: 'src/cli/arguments.js',
            find: "  feet: { type: 'boolean' },\n",
            replace: "  feet: { type: 'boolean' },\n  json: { type: 'boolean' },\n",
          },
          {
            path: 'src/text/json.js',
            content: `/** Facts for other programs: JSON with two spaces, and a line end at its end. */
export function jsonText(facts) {
  return \`\${JSON.stringify(facts, null, 2)}\\n\`
}

/** A height as a number of metres, to the centimetre: more would be more than is known. */
export function metres(height) {
  return Math.round(height * 100) / 100
}
`,
          },
        ],
      },
      { kind: 'plan', at: 1 },
      {
        kind: 'edit',
        title: 'Write JSON in list and today',
        changes: [
          {
            path: 'src/cli/commands/list.js',
            find: "import { table } from '../../text/table.js'\n",
            replace:
              "import { jsonText, metres } from '../../text/json.js'\nimport { table } from '../../text/table.js'\n",
          },
          {
            path: 'src/cli/commands/list.js',
            find: "usage: '[--feet]'",
            replace: "usage: '[--feet] [--json]'",
          },
          {
            path: 'src/cli/commands/list.js',
            find: '    const rows = ',
            replace: `    if (flags.json) {
      return jsonText(
        harbours.map((harbour) => ({
          id: harbour.id,
          name: harbour.name,
          springs: metres(meanRanges(harbour).springs),
        })),
      )
    }
    const rows = `,
          },
          {
            path: 'src/cli/commands/today.js',
            find: "import { table } from '../../text/table.js'\n",
            replace:
              "import { jsonText } from '../../text/json.js'\nimport { table } from '../../text/table.js'\n",
          },
          {
            path: 'src/cli/commands/today.js',
            find: '[--feet]',
            replace: '[--feet] [--json]',
          },
          {
            path: 'src/cli/commands/today.js',
            find: '    const rows = extremes.map(',
            replace: `    if (flags.json) {
      return jsonText({
        harbour: harbour.id,
        date: day.toISOString().slice(0, 10),
        range: nameOfRange(harbour, largestRange(extremes)),
        extremes: extremes.map(({ kind, moment, height }) => ({ kind, time: moment.toISOString(), height })),
      })
    }
    const rows = extremes.map(`,
          },
        ],
      },
      { kind: 'plan', at: 2 },
      {
        kind: 'edit',
        title: 'Test it on the command line',
        changes: [
          {
            path: 'test/json.test.js',
            content: `import assert from 'node:assert/strict'
import { test } from 'node:test'
import { main } from '../src/cli/main.js'

async function facts(...args) {
  let output = ''
  const exitCode = await main([...args, '--json'], {
    now: new Date('2024-03-10T09:00:00Z'),
    write: (text) => (output += text),
    complain: () => assert.fail('complained'),
  })
  assert.equal(exitCode, 0)
  return JSON.parse(output)
}

const inCentimetres = (height) => Math.round(height * 100) / 100 === height

test('list gives every harbour as data', async () => {
  const harbours = await facts('list')
  assert.equal(harbours.length, 6)
  assert.equal(harbours[1].name, 'Brackhaven')
  assert.ok(harbours.every(({ springs }) => inCentimetres(springs)))
})

test('today gives the turns of the tide as data', async () => {
  const { harbour, date, range, extremes } = await facts('today', 'brackhaven')
  assert.equal(harbour, 'brackhaven')
  assert.equal(date, '2024-03-10')
  assert.equal(range, 'springs')
  assert.equal(extremes.length, 4)
  assert.match(extremes[0].time, /^2024-03-10T\\d\\d:\\d\\d:\\d\\d/)
  assert.ok(extremes.every(({ height }) => inCentimetres(height)), 'heights are given to the centimetre')
})
`,
          },
        ],
      },
      { kind: 'run', args: ['--test', 'test/json.test.js'] },
      {
        kind: 'say',
        text: 'today writes its heights with all the digits of a floating-point number. It should use the same rounding as list.',
      },
      {
        kind: 'edit',
        title: 'Round the heights of today',
        changes: [
          {
            path: 'src/cli/commands/today.js',
            find: "import { jsonText } from '../../text/json.js'",
            replace: "import { jsonText, metres } from '../../text/json.js'",
          },
          {
            path: 'src/cli/commands/today.js',
            find: 'extremes: extremes.map(({ kind, moment, height }) => ({ kind, time: moment.toISOString(), height })),',
            replace: `extremes: extremes.map(({ kind, moment, height }) => ({
          kind,
          time: moment.toISOString(),
          height: metres(height),
        })),`,
          },
        ],
      },
      { kind: 'plan', at: 3 },
      {
        kind: 'edit',
        title: 'Describe it',
        changes: [
          {
            path: 'docs/command-line.md',
            find: '- `--draught`',
            replace:
              '- `--json`: the same facts as data, for `list` and `today`. Heights are metres, times are UTC.\n- `--draught`',
          },
          {
            path: 'README.md',
            find: '$ node bin/tidewatch.js next tarn\n',
            replace: '$ node bin/tidewatch.js today brackhaven --json\n$ node bin/tidewatch.js next tarn\n',
          },
          {
            path: 'CHANGELOG.md',
            find: '# Changes\n',
            replace: `# Changes

## Unreleased

- \`--json\` gives the facts of \`list\` and \`today\` as data.
`,
          },
        ],
      },
      { kind: 'plan', at: 4 },
      { kind: 'run', args: ['--test'] },
      { kind: 'say', text: 'list and today know --json. All tests pass.' },
    ],
    [
      { kind: 'say', text: 'I give next the same flag.' },
      {
        kind: 'edit',
        title: 'Write JSON in next',
        changes: [
          {
            path: 'src/cli/commands/next.js',
            find: "import { heightText } from '../../text/units.js'\n",
            replace:
              "import { jsonText, metres } from '../../text/json.js'\nimport { heightText } from '../../text/units.js'\n",
          },
          {
            path: 'src/cli/commands/next.js',
            find: "usage: 'HARBOUR [--feet]'",
            replace: "usage: 'HARBOUR [--feet] [--json]'",
          },
          {
            path: 'src/cli/commands/next.js',
            find: '    return (\n',
            replace: `    if (flags.json) {
      return jsonText({
        harbour: harbour.id,
        direction,
        next: { kind: turn.kind, time: turn.moment.toISOString(), height: metres(turn.height) },
      })
    }
    return (
`,
          },
          {
            path: 'docs/command-line.md',
            find: 'for `list` and `today`.',
            replace: 'for `list`, `today` and `next`.',
          },
        ],
      },
      { kind: 'run', args: ['--test'] },
    ],
  ],
}
