import assert from 'node:assert/strict'
import { test } from 'node:test'
import { largestRange, meanRanges, nameOfRange } from '../src/tide/range.js'

const harbour = { constituents: { M2: { amplitude: 2, phase: 0 }, S2: { amplitude: 1, phase: 0 } } }

test('springs add the sun to the moon, neaps take it away', () => {
  assert.deepEqual(meanRanges(harbour), { springs: 6, neaps: 2 })
})

test('a range is called by the nearer of the two', () => {
  assert.equal(nameOfRange(harbour, 5.8), 'springs')
  assert.equal(nameOfRange(harbour, 2.2), 'neaps')
  assert.equal(nameOfRange(harbour, 4), 'between springs and neaps')
})

test('the largest range of a day is between neighbours', () => {
  assert.equal(largestRange([{ height: 1 }, { height: 4 }, { height: 0.5 }]), 3.5)
  assert.equal(largestRange([]), 0)
})
