import assert from 'node:assert/strict'
import { test } from 'node:test'
import { metresOf } from '../src/cli/arguments.js'
import { epoch } from '../src/tide/constituents.js'
import { calcHt } from '../src/tide/height.js'
import { neededHeight, passagesBetween } from '../src/tide/passages.js'

const harbour = { meanLevel: 3, constituents: { M2: { amplitude: 2, phase: 180 } } }
const dayLater = new Date(epoch.getTime() + 86_400_000)

test('there is water enough inside every passage, and not just outside', () => {
  const passages = passagesBetween(harbour, 3.5, epoch, dayLater)
  assert.equal(passages.length, 2)
  for (const { from, to } of passages) {
    assert.ok(calcHt(harbour, from) >= 3.5)
    assert.ok(calcHt(harbour, new Date(from.getTime() - 60_000)) < 3.5)
    assert.ok(calcHt(harbour, to) < 3.5)
  }
})

test('a shallow boat can always cross, a deep one never', () => {
  assert.deepEqual(passagesBetween(harbour, 0.5, epoch, dayLater), [{ from: epoch, to: dayLater }])
  assert.deepEqual(passagesBetween(harbour, 5.5, epoch, dayLater), [])
})

test('the sill helps when it lies below datum', () => {
  assert.equal(neededHeight({ draught: 1.8, sill: 0, margin: 0.5 }), 2.3)
  assert.equal(neededHeight({ draught: 2, sill: 0.5, margin: 0.5 }), 2)
})

test('lengths are numbers, with a point or a comma', () => {
  assert.equal(metresOf({ draught: '1,8' }, 'draught'), 1.8)
  assert.equal(metresOf({}, 'margin', 0.5), 0.5)
  assert.throws(() => metresOf({}, 'draught'), /missing/)
  assert.throws(() => metresOf({ draught: 'deep' }, 'draught'), /not a length/)
})
