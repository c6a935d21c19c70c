import assert from 'node:assert/strict'
import { test } from 'node:test'
import { findHarbours } from '../src/harbours/find.js'
import { loadHarbours } from '../src/harbours/load.js'
import { problemsOf } from '../src/harbours/validate.js'

test('every harbour file is good and they come by name', async () => {
  const harbours = await loadHarbours()
  assert.deepEqual(
    harbours.map((harbour) => harbour.id),
    ['aldermouth', 'brackhaven', 'kettle-quay', 'penmor', 'sandwick', 'tarn-holm'],
  )
})

test('a harbour is found by the beginning of its name, without accents', async () => {
  const harbours = await loadHarbours()
  assert.deepEqual(
    findHarbours(harbours, 'PENM').map((harbour) => harbour.name),
    ['Penmôr'],
  )
  assert.equal(findHarbours(harbours, 'kettle quay').length, 1)
  assert.equal(findHarbours(harbours, 'atlantis').length, 0)
})

test('the problems of a harbour are named', () => {
  assert.deepEqual(problemsOf({ name: 'X', meanLevel: 1, constituents: { Q9: { amplitude: 1, phase: 0 } } }), [
    'The constituent Q9 is unknown.',
  ])
  assert.deepEqual(problemsOf({ name: '', meanLevel: NaN, constituents: {} }), [
    'It has no name.',
    'Its mean level is not a number.',
    'It has no constituents.',
  ])
})
