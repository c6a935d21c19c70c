import assert from 'node:assert/strict'
import { test } from 'node:test'
import { epoch } from '../src/tide/constituents.js'
import { calcHt, isRising } from '../src/tide/height.js'

const pond = { meanLevel: 2, constituents: {} }
const moonOnly = { meanLevel: 3, constituents: { M2: { amplitude: 1.5, phase: 0 } } }

test('water without constituents stands at its mean level', () => {
  assert.equal(calcHt(pond, new Date('2024-06-01T12:00:00Z')), 2)
})

test('a phase of zero means high water at the epoch', () => {
  assert.equal(calcHt(moonOnly, epoch), 4.5)
  assert.equal(isRising(moonOnly, epoch), false)
})

test('the moon brings low water a little over six hours later', () => {
  const low = new Date(epoch.getTime() + (180 / 28.9841042) * 3_600_000)
  assert.ok(Math.abs(calcHt(moonOnly, low) - 1.5) < 1e-6)
  assert.equal(isRising(moonOnly, new Date(low.getTime() + 60_000)), true)
})
