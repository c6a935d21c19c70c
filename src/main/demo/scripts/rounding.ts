import type { DemoScript } from '../script.ts'

/** Heights in feet are shown as "0 ft 12 in": the inches are rounded after the feet were taken off. */
export const rounding: DemoScript = {
  title: 'fix how feet and inches are rounded',
  pace: 0.2,
  about: /round|feet|foot|inch|12 in/i,
  plan: [
    'See the bug in a real table',
    'Hold it fast with a test',
    'Round once, to whole inches',
    'Heights below chart datum',
    'Run all tests and write it down',
  ],
  turns: [
    [
      { kind: 'plan', at: 0 },
      { kind: 'run', args: ['bin/tidewatch.js', 'today', 'aldermouth', '--date', '2024-03-10', '--feet'] },
      {
        kind: 'say',
        text: 'There it is: "0 ft 12 in" for the low water at 13:25. The feet are taken off before the inches are rounded, so that 11.9 inches become 12 instead of one more foot.',
      },
      { kind: 'plan', at: 1 },
      {
        kind: 'edit',
        title: 'Test the edges of feet and inches',
        changes: [
          {
            path: 'test/units.test.js',
            find: "test('the flag chooses the unit'",
            replace: `test('twelve inches are a foot', () => {
  assert.equal(inFeet(0.302), '1 ft 0 in')
  assert.equal(inFeet(1.828), '6 ft 0 in')
  assert.equal(inFeet(0), '0 ft 0 in')
})

test('heights below datum keep their sign, and zero has none', () => {
  assert.equal(inFeet(-0.1), '-0 ft 4 in')
  assert.equal(inFeet(-0.5), '-1 ft 8 in')
  assert.equal(inFeet(-0.001), '0 ft 0 in')
  assert.equal(inMetres(-0.04), '0.0 m')
  assert.equal(inMetres(-0.06), '-0.1 m')
})

test('the flag chooses the unit'`,
          },
        ],
      },
      { kind: 'run', args: ['--test', 'test/units.test.js'] },
      { kind: 'plan', at: 2 },
      {
        kind: 'edit',
        title: 'Round to whole inches first',
        changes: [
          {
            path: 'src/text/units.js',
            find: `  const feet = Math.floor(height * feetPerMetre)
  const inches = Math.round((height * feetPerMetre - feet) * inchesPerFoot)
  return \`\${feet} ft \${inches} in\``,
            replace: `  const inches = Math.round(height * feetPerMetre * inchesPerFoot)
  return \`\${Math.floor(inches / inchesPerFoot)} ft \${inches % inchesPerFoot} in\``,
          },
        ],
      },
      { kind: 'run', args: ['--test', 'test/units.test.js'] },
      {
        kind: 'say',
        text: 'Twelve inches are a foot now. Heights below chart datum still come out wrong: they are rounded away from zero twice. I take the sign off first.',
      },
      { kind: 'plan', at: 3 },
      {
        kind: 'edit',
        title: 'Take the sign off before rounding',
        changes: [
          {
            path: 'src/text/units.js',
            find: `  const inches = Math.round(height * feetPerMetre * inchesPerFoot)
  return \`\${Math.floor(inches / inchesPerFoot)} ft`,
            replace: `  const inches = Math.round(Math.abs(height) * feetPerMetre * inchesPerFoot)
  const sign = height < 0 && inches > 0 ? '-' : ''
  return \`\${sign}\${Math.floor(inches / inchesPerFoot)} ft`,
          },
          {
            path: 'src/text/units.js',
            find: '  return `${height.toFixed(1)} m`',
            replace: `  const metres = height.toFixed(1)
  return \`\${metres === '-0.0' ? '0.0' : metres} m\``,
          },
        ],
      },
      { kind: 'plan', at: 4 },
      {
        kind: 'edit',
        title: 'Write it down',
        changes: [
          {
            path: 'CHANGELOG.md',
            find: '# Changes\n',
            replace: `# Changes

## Unreleased

- Heights in feet never show 12 inches, and heights below chart datum keep their sign.
`,
          },
          {
            path: 'docs/command-line.md',
            find: '- `--feet`: heights in feet and inches.',
            replace: '- `--feet`: heights in feet and inches, to the nearest inch.',
          },
        ],
      },
      { kind: 'run', args: ['--test'] },
      {
        kind: 'say',
        text: 'Heights are rounded once, to whole inches, and the sign is put back afterwards. All tests pass.',
      },
    ],
    [
      {
        kind: 'say',
        text: 'I add the table that showed the bug as a test of the command line itself.',
      },
      {
        kind: 'edit',
        title: 'Test the table in feet',
        changes: [
          {
            path: 'test/cli.test.js',
            find: "test('next says where the water goes'",
            replace: `test('a table in feet has no line with 12 inches', async () => {
  const { output } = await run('today', 'aldermouth', '--date', '2024-03-10', '--feet')
  assert.match(output, /1 ft 0 in/)
  assert.doesNotMatch(output, / 12 in/)
})

test('next says where the water goes'`,
          },
        ],
      },
      { kind: 'run', args: ['--test'] },
    ],
  ],
}
