import assert from 'node:assert/strict'
import { test } from 'node:test'
import { loadHarbours } from '../src/harbours/load.js'
import { tideCurve } from '../src/text/curve.js'

test('the lowest row is full, no row is longer than the day, higher rows have no more water', async () => {
  for (const harbour of await loadHarbours()) {
    const rows = tideCurve(harbour, new Date('2024-03-10T00:00:00Z')).trimEnd().split('\n').slice(0, -1)
    const marks = rows.map((row) => row.slice(6).replaceAll(' ', '').length)
    assert.equal(marks.at(-1), 48)
    assert.deepEqual(
      marks,
      [...marks].sort((a, b) => a - b),
    )
  }
})
