import { expect, test } from 'vitest'
import { plannedFiles, planText } from './plan-text.ts'

test('a plan is a text in which the files that it names are found again', () => {
  const steps = [
    { step: 'Make the retry wait', files: ['src/net/retry.ts', 'src/a, b.ts'] },
    { step: 'Run the tests', files: [] },
    { step: 'Say so', files: ['docs/', 'src/net/retry.ts'] },
  ]
  const text = planText('It gives up at once.', steps)
  expect(text).toBe(`It gives up at once.

1. Make the retry wait
   Files: \`src/net/retry.ts\`, \`src/a, b.ts\`
2. Run the tests
3. Say so
   Files: \`docs/\`, \`src/net/retry.ts\`
`)
  expect(plannedFiles(text)).toEqual(['src/net/retry.ts', 'src/a, b.ts', 'docs/'])
})

test('a person names files without backticks, in a list, and in another case', () => {
  expect(plannedFiles('1. Do\n  - files: ./a.ts, b/c.ts ,\nFiles:\nFilesystem: x\nsee Files: y')).toEqual([
    'a.ts',
    'b/c.ts',
  ])
})
