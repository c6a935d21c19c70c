import fc from 'fast-check'
import { expect, test } from 'vitest'
import { terminalText } from './terminal-text.ts'

test('a text without control characters stays as it is', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      const plain = text.replaceAll(/[\p{Cc}]/gu, '')
      expect(terminalText(plain)).toBe(plain)
    }),
  )
})

test('no escape is left, whatever was printed', () => {
  const unit = fc.constantFrom('\u001b', '[', ']', '0', ';', 'm', '\u0007', '\\', ' ', 'a', '\r', '\n', '\b')
  fc.assert(
    fc.property(fc.string({ unit }), (text) => {
      expect(terminalText(text)).not.toContain('\u001b')
    }),
  )
})

test.each([
  ['\u001b[1;31mred\u001b[0m\r\n', 'red\n'],
  ['\u001b]0;a title\u0007words', 'words'],
  ['\u001b]8;;https://example.org\u001b\\link\u001b]8;;\u001b\\', 'link'],
  ['10 %\r50 %\r100 %\r\ndone\r\n', '100 %\ndone\n'],
  ['passx\b \bword', 'password'],
  ['\u001b(B\u001b[?25lhidden\u001b[?25h', 'hidden'],
])('%j is read as %j', (printed, read) => {
  expect(terminalText(printed)).toBe(read)
})
