import { expect, test } from 'vitest'
import { endOf, mostTurnsWithSteps, withCheckpoint, type Checkpoint } from './checkpoint.ts'

const one = (turn: number, at: Checkpoint['at'], id = `t${turn}-${at}`): Checkpoint => ({
  ...{ id, turn, at, mark: null },
  ...{ commit: `commit of ${id}`, tree: `tree of ${id}`, head: 'head' },
})

test('steps of old turns go, and every end of a turn stays', () => {
  let all: readonly Checkpoint[] = []
  for (let turn = 1; turn <= mostTurnsWithSteps + 2; turn += 1)
    for (const at of ['step', 'end'] as const) all = withCheckpoint(all, one(turn, at))
  expect(all.filter(({ at }) => at === 'step').map(({ turn }) => turn)).toEqual(
    Array.from({ length: mostTurnsWithSteps }, (_, index) => index + 3),
  )
  expect(all.filter(({ at }) => at === 'end')).toHaveLength(mostTurnsWithSteps + 2)
  expect(endOf(all, 1)?.id).toBe('t1-end')
  expect(endOf(all, 99)).toBeUndefined()
})

test('one that is taken again is in the place of the former', () => {
  const all = withCheckpoint([one(1, 'end')], { ...one(1, 'end'), tree: 'another' })
  expect(all.map(({ tree }) => tree)).toEqual(['another'])
})
