import { expect, test } from 'vitest'
import type { Verdict } from '../review/decided.ts'
import type { LedgerEntry } from '../review/entries/index.ts'
import { revertedActs } from './reverted.ts'

const place = { path: 'a', kind: 'text', oldStart: 1, oldLines: 1, newStart: 1, newLines: 1 } as const
const person = { by: { kind: 'person' }, reason: null } as const

function decided(act: string, verdicts: Readonly<Record<string, Verdict | null>>): LedgerEntry {
  const decisions = Object.entries(verdicts).map(([hunk, verdict]) => ({ hunk, verdict, place }))
  return { ...person, type: 'decided', act, base: 'b', revision: 1, label: '', decisions, edits: [] }
}
const step = (type: 'undone' | 'redone', entry: number): LedgerEntry => ({
  ...person,
  type,
  act: null,
  entry,
})
const revertedOf = (...entries: readonly LedgerEntry[]): readonly string[] =>
  [...revertedActs(entries.map((entry, index) => ({ seq: index + 1, entry })))].toSorted()

test('what stands as it was decided is not reverted', () => {
  expect(revertedOf(decided('1', { a: 'accept', b: 'reject' }), decided('2', { a: 'accept' }))).toEqual([])
})

test('what was undone is, until it is done again', () => {
  const undone = [decided('1', { a: 'accept' }), step('undone', 1)]
  expect(revertedOf(...undone)).toEqual(['1'])
  expect(revertedOf(...undone, step('redone', 1))).toEqual([])
})

test('so is what was taken back or decided in another way, unless that was undone', () => {
  expect(revertedOf(decided('1', { a: 'accept', b: 'accept' }), decided('2', { b: null }))).toEqual(['1'])
  const other = [decided('1', { a: 'accept' }), decided('2', { a: 'reject' })]
  expect(revertedOf(...other)).toEqual(['1'])
  expect(revertedOf(...other, step('undone', 2))).toEqual(['2'])
  expect(revertedOf(decided('1', { a: 'accept' }), decided('2', { a: 'defer' }))).toEqual(['1'])
})

test('to decide what was deferred reverts nothing', () => {
  expect(revertedOf(decided('1', { a: 'defer' }), decided('2', { a: 'accept' }))).toEqual([])
  expect(revertedOf(decided('1', { a: 'defer' }), step('undone', 1))).toEqual([])
})

test('a rule of the workbench reverts nothing', () => {
  const absent: LedgerEntry = { ...decided('2', { a: null }), by: { kind: 'rule', rule: 'absent' } }
  expect(revertedOf(decided('1', { a: 'accept' }), absent)).toEqual([])
})
