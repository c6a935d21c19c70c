import { expect, test } from 'vitest'
import { StepForesight, type Step } from './step-foresight.ts'

const step = (hunk: string): Step => ({
  changes: [{ hunk, verdict: 'accept' }],
  before: [{ hunk, verdict: null }],
})

test('foresees the own steps, back and forth', () => {
  const foresight = new StepForesight()
  foresight.decided(step('a'))
  foresight.decided(step('b'))
  expect(foresight.take('undo')).toEqual([{ hunk: 'b', verdict: null }])
  expect(foresight.take('undo')).toEqual([{ hunk: 'a', verdict: null }])
  expect(foresight.take('redo')).toEqual([{ hunk: 'a', verdict: 'accept' }])
  foresight.decided(step('c'))
  expect(foresight.take('redo')).toBeNull()
})

test('foresees nothing before a step that it does not know, nor after somebody else decided', () => {
  const foresight = new StepForesight()
  foresight.decided(step('a'))
  foresight.decided(null)
  foresight.decided(step('b'))
  expect(foresight.take('undo')).not.toBeNull()
  expect(foresight.take('undo')).toBeNull()
  foresight.decided(step('c'))
  foresight.forget()
  expect(foresight.take('undo')).toBeNull()
})
