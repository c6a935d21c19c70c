import { describe, expect, test } from 'vitest'
import { StepHistory } from './step-history.ts'

const step = (hunk: string) => ({
  changes: [{ hunk, verdict: 'accept' as const }],
  before: [{ hunk, verdict: null }],
})
const decide = (history: StepHistory, id: number, hunk: string): void =>
  history.decided(id, step(hunk).changes, step(hunk))

describe('steps that can be foreseen', () => {
  test('undo and redo give back and set again what was decided last', () => {
    const history = new StepHistory()
    decide(history, 1, 'a')
    decide(history, 2, 'b')
    expect(history.take(3, 'undo')).toEqual([{ hunk: 'b', verdict: null }])
    expect(history.take(4, 'undo')).toEqual([{ hunk: 'a', verdict: null }])
    expect(history.take(5, 'redo')).toEqual([{ hunk: 'a', verdict: 'accept' }])
    expect(history.take(6, 'undo')).toEqual([{ hunk: 'a', verdict: null }])
  })

  test('a new decision leaves nothing to redo', () => {
    const history = new StepHistory()
    decide(history, 1, 'a')
    history.take(2, 'undo')
    decide(history, 3, 'b')
    expect(history.take(4, 'redo')).toBeNull()
  })

  test('what the workbench tells settles steps in their order', () => {
    const history = new StepHistory()
    decide(history, 1, 'a')
    history.take(2, 'undo')
    expect(history.told(['a'])).toEqual([])
    expect(history.told(['a'])).toEqual([2])
    expect(history.take(3, 'redo')).not.toBeNull()
  })

  test('anything unexpected ends all foresight and names what is still shown too early', () => {
    const history = new StepHistory()
    decide(history, 1, 'a')
    decide(history, 2, 'b')
    history.take(3, 'undo')
    expect(history.told(['somebody else\u2019s'])).toEqual([3])
    expect(history.take(4, 'undo')).toBeNull()
  })

  test('a step that can\u2019t be foreseen hides those below it', () => {
    const history = new StepHistory()
    decide(history, 1, 'a')
    history.decided(2, [{ hunk: 'b', verdict: 'reject' }], null)
    expect(history.take(3, 'undo')).toBeNull()
  })
})
