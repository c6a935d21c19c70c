import { expect, it } from 'vitest'
import { OutputTail } from './output-tail.ts'

function tailOf(...chunks: readonly string[]): OutputTail {
  const tail = new OutputTail(40)
  for (const chunk of chunks) tail.add(Buffer.from(chunk))
  return tail
}

it('gives the last line that says something', () => {
  expect(tailOf('one\ntwo\n\n').lastLine()).toBe('two')
  expect(tailOf('10 %\r20 %\r').lastLine()).toBe('20 %')
  expect(tailOf('\u001b[31mred\u001b[0m\n').lastLine()).toBe('red')
  expect(tailOf('th', 'ree').lastLine()).toBe('three')
  expect(tailOf('').lastLine()).toBe('')
})
