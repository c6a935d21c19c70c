import type { DemoScript, ScriptedChange } from '../script.ts'

const renamed = (path: string): ScriptedChange => ({ path, everywhere: 'calcHt', replace: 'heightAt' })

/** `calcHt` says neither what it computes nor when; it becomes `heightAt`, in ten files. */
export const rename: DemoScript = {
  title: 'rename calcHt to heightAt',
  pace: 4,
  about: /rename|calcHt|heightAt/i,
  plan: ['Rename it where it is made', 'Rename it where it is used', 'Run all tests'],
  turns: [
    [
      {
        kind: 'say',
        text: 'calcHt is the one function that everything else asks for a height. I rename it where it is made first, then wherever it is used.',
      },
      { kind: 'plan', at: 0 },
      {
        kind: 'edit',
        title: 'Rename calcHt to heightAt',
        changes: [
          renamed('src/tide/height.js'),
          renamed('src/tide/extremes.js'),
          renamed('src/tide/passages.js'),
          renamed('test/height.test.js'),
          renamed('test/extremes.test.js'),
          renamed('test/passages.test.js'),
        ],
      },
      { kind: 'run', args: ['--test'] },
      {
        kind: 'say',
        text: 'The commands and the curve still import the old name. I rename it there too.',
      },
      { kind: 'plan', at: 1 },
      {
        kind: 'edit',
        title: 'Rename it in the commands and the curve',
        changes: [
          renamed('src/text/curve.js'),
          renamed('src/cli/commands/next.js'),
          renamed('src/cli/commands/cross.js'),
        ],
      },
      { kind: 'plan', at: 2 },
      { kind: 'run', args: ['--test'] },
      { kind: 'say', text: 'heightAt has its name everywhere in the code, and all tests pass.' },
    ],
    [
      { kind: 'say', text: 'The documents named it as well.' },
      {
        kind: 'edit',
        title: 'Rename it in the documents',
        changes: [
          renamed('docs/how-tides-are-computed.md'),
          {
            path: 'CHANGELOG.md',
            find: '# Changes\n',
            replace: `# Changes

## Unreleased

- \`calcHt\` is called \`heightAt\`.
`,
          },
        ],
      },
      { kind: 'run', args: ['--test'] },
    ],
  ],
}
