import { describe, expect, it } from 'vitest'
import { unifiedLines } from './unified-lines.ts'

const read = (diff: string): readonly string[] =>
  unifiedLines(diff).map(({ kind, text }) => `${kind} ${text}`)

describe('the diff of an ask', () => {
  it('is read by the counts of its hunks', () => {
    expect(
      read(
        '--- a/x\n+++ b/x\n@@ -1,3 +1,3 @@ f\n one\n--- two\n+++ three\n\n@@ -9 +9 @@\n-a\n+b\n\\ No newline\n',
      ),
    ).toEqual([
      'head --- a/x',
      'head +++ b/x',
      'gap @@ -1,3 +1,3 @@ f',
      'same one',
      'deleted -- two',
      'added ++ three',
      'same ',
      'gap @@ -9 +9 @@',
      'deleted a',
      'added b',
      'head \\ No newline',
    ])
  })

  it('that is none is shown as it is', () => {
    expect(read('+ a whole file\n- or so')).toEqual(['head + a whole file', 'head - or so'])
  })
})
