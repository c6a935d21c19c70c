import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseCsv } from '../src/notices/csv.js'
import { noticesFor } from '../src/notices/notices.js'

test('fields may be quoted and hold commas, quotes and line ends', () => {
  assert.deepEqual(parseCsv('a,"b, c"\r\n"d ""e""","f\ng"\n'), [
    ['a', 'b, c'],
    ['d "e"', 'f\ng'],
  ])
  assert.deepEqual(parseCsv('last,line'), [['last', 'line']])
})

test('a notice holds from its first day to its last', async () => {
  const on = (date) => noticesFor('penmor', new Date(`${date}T00:00:00Z`))
  assert.deepEqual(await on('2024-03-04'), [])
  assert.equal((await on('2024-03-05')).length, 1)
  assert.equal((await on('2024-03-20')).length, 1)
  assert.deepEqual(await on('2024-03-21'), [])
})

test('a notice without an end goes on', async () => {
  assert.equal((await noticesFor('tarn-holm', new Date('2030-01-01T00:00:00Z'))).length, 1)
})
