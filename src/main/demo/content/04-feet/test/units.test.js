import assert from 'node:assert/strict'
import { test } from 'node:test'
import { heightText, inFeet, inMetres } from '../src/text/units.js'

test('metres have one decimal', () => {
  assert.equal(inMetres(2.44), '2.4 m')
  assert.equal(inMetres(2.46), '2.5 m')
})

test('feet come with inches', () => {
  assert.equal(inFeet(1), '3 ft 3 in')
  assert.equal(inFeet(2.4), '7 ft 10 in')
})

test('the flag chooses the unit', () => {
  assert.equal(heightText(1, {}), '1.0 m')
  assert.equal(heightText(1, { feet: true }), '3 ft 3 in')
})
