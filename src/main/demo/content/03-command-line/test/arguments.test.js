import assert from 'node:assert/strict'
import { test } from 'node:test'
import { dayOf, readArguments } from '../src/cli/arguments.js'

test('words and flags are told apart', () => {
  const { command, words, flags } = readArguments(['today', 'kettle', 'quay', '--date', '2024-07-31'])
  assert.equal(command, 'today')
  assert.deepEqual(words, ['kettle', 'quay'])
  assert.equal(flags.date, '2024-07-31')
})

test('no command means help, and so does --help', () => {
  assert.equal(readArguments([]).command, 'help')
  assert.equal(readArguments(['today', '-h']).command, 'help')
})

test('a flag that does not exist is complained about', () => {
  assert.throws(() => readArguments(['today', '--moon']), /--moon/)
})

test('a day is the one asked for, or today', () => {
  assert.equal(dayOf({ date: '2024-02-29' }, new Date()).toISOString(), '2024-02-29T00:00:00.000Z')
  assert.equal(dayOf({}, new Date('2024-05-06T23:59:00Z')).toISOString(), '2024-05-06T00:00:00.000Z')
  assert.throws(() => dayOf({ date: 'tomorrow' }, new Date()), /not a date/)
})
