import assert from 'node:assert/strict'
import { test } from 'node:test'
import { clockTime, dayName } from '../src/text/clock.js'
import { table } from '../src/text/table.js'

test('columns line up and no line ends in spaces', () => {
  assert.equal(table([['a', 'b'], ['long', ''], ['x', 'y']]), 'a     b\nlong\nx     y\n')
})

test('times are those of the harbour', () => {
  const moment = new Date('2024-07-01T05:07:00Z')
  assert.equal(clockTime(moment, 'Europe/London'), '06:07')
  assert.equal(clockTime(moment, 'UTC'), '05:07')
})

test('a day is written out', () => {
  assert.equal(dayName(new Date('2024-03-10T00:00:00Z')), 'Sunday 10 March 2024')
})
