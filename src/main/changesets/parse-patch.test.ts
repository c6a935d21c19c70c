import { describe, expect, it } from 'vitest'
import { textHunkId, textHunkPrefix } from './hunk-id.ts'
import { PatchParser, type PatchSection } from './parse-patch.ts'
import { DiffFormatError } from './parse-raw.ts'

const [one, two] = ['1'.repeat(40), '2'.repeat(40)]

/** Content that looks like a patch must not confuse what counts lines. */
const patch = `diff --git a/a b/a
index ${one}..${two} 100644
--- a/a
+++ b/a
@@ -1 +1,2 @@
---- a/x
\\ No newline at end of file
++++ b/x
+@@ -1 +1 @@
@@ -7,2 +8,0 @@ diff --git a/b b/b
-\\ No newline at end of file
-diff --git a/c b/c
diff --git "a/b\\n" b/c
similarity index 100%
rename from "b\\n"
rename to c
diff --git a/d b/d
index ${one}..${two} 100644
Binary files a/d and b/d differ
diff --git a/e b/e
index ${one}..${two} 100644
--- a/e
+++ b/e
@@ -0,0 +1 @@
+end
\\ No newline at end of file
`

function parse(bytes: Buffer, size = bytes.length): readonly PatchSection[] {
  const parser = new PatchParser((section) => textHunkPrefix(`file ${section}`, null))
  for (let at = 0; at < bytes.length; at += size) parser.push(bytes.subarray(at, at + size))
  parser.end()
  return parser.sections
}

describe('a patch', () => {
  it('is read by its line counts, whatever its lines contain', () => {
    const id = (file: string, oldStart: number, oldLines: number, old: string, now: string): string =>
      textHunkId({ basePath: file, addedMode: null, oldStart, oldLines }, Buffer.from(old), Buffer.from(now))
    expect(parse(Buffer.from(patch))).toEqual([
      {
        oldOid: one,
        newOid: two,
        binary: false,
        hunks: [
          {
            id: id('file 0', 1, 1, '--- a/x', '+++ b/x\n@@ -1 +1 @@\n'),
            oldStart: 1,
            oldLines: 1,
            newStart: 1,
            newLines: 2,
          },
          {
            id: id('file 0', 7, 2, '\\ No newline at end of file\ndiff --git a/c b/c\n', ''),
            oldStart: 7,
            oldLines: 2,
            newStart: 8,
            newLines: 0,
          },
        ],
      },
      { oldOid: null, newOid: null, binary: false, hunks: [] },
      { oldOid: one, newOid: two, binary: true, hunks: [] },
      {
        oldOid: one,
        newOid: two,
        binary: false,
        hunks: [{ id: id('file 3', 0, 0, '', 'end'), oldStart: 0, oldLines: 0, newStart: 1, newLines: 1 }],
      },
    ])
  })

  it('is the same in pieces of any size', () => {
    const bytes = Buffer.from(patch)
    const whole = parse(bytes)
    for (let size = 1; size < bytes.length; size += 1) expect(parse(bytes, size)).toEqual(whole)
  })

  it('that breaks off is refused', () => {
    const bytes = Buffer.from(patch)
    const hunk = bytes.indexOf('@@ -1 +1,2')
    const bodyEnd = bytes.indexOf('@@ -7')
    for (let length = hunk + 1; length < bodyEnd - 1; length += 1)
      expect(() => parse(bytes.subarray(0, length))).toThrow(DiffFormatError)
  })

  it('with another number of lines than announced is refused', () => {
    expect(() => parse(Buffer.from(patch.replace('@@ -7,2 +8,0', '@@ -7,3 +8,0')))).toThrow(DiffFormatError)
    expect(() => parse(Buffer.from('fatal: bad object\n'))).toThrow(DiffFormatError)
  })
})
