import assert from 'node:assert/strict'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Verdict } from './decided.ts'
import { decodeEntry, encodeEntry, type LedgerEntry, type LedgerFact } from './entries/index.ts'
import { Ledger } from './ledger.ts'
import { clientOf, type LedgerAct, type LedgerEdit, type Place } from './ledger-values.ts'

const place: Place = { path: 'a', kind: 'text', oldStart: 1, oldLines: 1, newStart: 1, newLines: 1 }
const window: LedgerAct = { act: null, by: { kind: 'person' }, reason: null }
const commandLine: LedgerAct = { ...window, by: { kind: 'person', client: 'commandLine' } }
const rule: LedgerAct = { ...window, by: { kind: 'rule', rule: 'newRevision' } }

const decided = (verdicts: Readonly<Record<string, Verdict | null>>, base = 'B'): LedgerFact => ({
  ...{ type: 'decided', base, revision: 1, label: 'some', edits: [] },
  decisions: Object.entries(verdicts).map(([hunk, verdict]) => ({ hunk, verdict, place })),
})
const edit: LedgerEdit = {
  ...{ id: 'e', basePath: 'a', oldStart: 1, oldLines: 1, replaced: '', bytes: '' },
  ...{ edges: { start: false, end: false }, baseMode: '100644', baseOid: null, lost: false },
}
const edited: LedgerFact = {
  ...{ type: 'edited', base: 'B', revision: 1, label: 'edit', edit, replaces: [], decisions: [] },
}

class Book {
  readonly ledger = new Ledger()
  #seq = 0

  add(fact: LedgerFact, act: LedgerAct): this {
    const kept = encodeEntry({ ...fact, ...act })
    const read = decodeEntry(kept.type, kept.version, JSON.parse(JSON.stringify(kept.data)))
    assert(read.ok)
    this.#seq += 1
    this.ledger.apply(this.#seq, read.value)
    return this
  }
  undo(act: LedgerAct): this {
    return this.add({ type: 'undone', entry: this.ledger.undo?.entry ?? 0 }, act)
  }
  redo(act: LedgerAct): this {
    return this.add({ type: 'redone', entry: this.ledger.redo?.entry ?? 0 }, act)
  }
  /** The verdict of a hunk and where it came from. */
  of(hunk: string): readonly [Verdict | null, string | null] {
    const record = this.ledger.record(hunk)
    return [record?.verdict ?? null, record ? (clientOf(record.by) ?? 'window') : null]
  }
}

describe('which client decided', () => {
  it('is the one that decided last', () => {
    const book = new Book().add(decided({ a: 'accept', b: 'accept' }), commandLine)
    book.add(decided({ a: 'accept' }), window)
    expect([book.of('a'), book.of('b')]).toEqual([
      ['accept', 'window'],
      ['accept', 'commandLine'],
    ])
  })

  it('goes with a decision to the hunk that it was recut to, and over a move of the base and back', () => {
    const book = new Book().add(decided({ a: 'accept' }), commandLine).add(decided({ b: 'accept' }), window)
    const pairs = [
      { now: 'ab', were: ['a', 'b'] },
      { now: 'b1', were: ['b'] },
    ]
    book.add({ type: 'recut', revision: 2, pairs }, rule)
    // In part a command line's is a command line's.
    expect(book.of('ab')).toEqual(['accept', 'commandLine'])
    expect(book.of('b1')).toEqual(['accept', 'window'])
    const carried = [
      { from: ['ab'], to: 'c', place },
      { from: ['b1'], to: 'd', place },
    ]
    book.add(
      { ...{ type: 'baseMoved', from: 'B', to: 'C', revision: 2, carried, overridden: [], edits: [] } },
      rule,
    )
    expect([book.of('c'), book.of('d')]).toEqual([
      ['accept', 'commandLine'],
      ['accept', 'window'],
    ])
    book.add({ type: 'baseRestored', to: 'B', carried: [], edits: [] }, rule)
    expect(book.of('ab')).toEqual(['accept', 'commandLine'])
  })

  it('is the command line where it brought back what a window had decided, and undone or changed', () => {
    const undone = new Book().add(decided({ a: 'accept' }), window).undo(window)
    expect(undone.redo(commandLine).of('a')).toEqual(['accept', 'commandLine'])
    const rejected = new Book().add(decided({ a: 'accept' }), window).add(decided({ a: 'reject' }), window)
    expect(rejected.undo(commandLine).of('a')).toEqual(['accept', 'commandLine'])
    // The person decided it themselves after that.
    expect(rejected.add(decided({ a: 'accept' }), window).of('a')).toEqual(['accept', 'window'])
    const recut = new Book().add(decided({ a: 'accept' }), window)
    recut.add({ type: 'recut', revision: 2, pairs: [{ now: 'a1', were: ['a'] }] }, rule)
    recut.add(decided({ a1: 'reject' }), window).undo(commandLine)
    expect(recut.of('a1')).toEqual(['accept', 'commandLine'])
  })

  it('is the command line for an own edit that it made or brought back, also over a move of the base', () => {
    const made = new Book().add(edited, commandLine)
    expect(made.ledger.edits).toMatchObject([{ client: 'commandLine' }])
    const removed: LedgerFact = { type: 'editRemoved', label: 'x', edit: 'e', cleared: [] }
    const back = new Book().add(edited, window).add(removed, window)
    expect(back.undo(commandLine).ledger.edits).toMatchObject([{ client: 'commandLine' }])
    const moved = { type: 'baseMoved', from: 'B', to: 'C', revision: 2 } as const
    back.add({ ...moved, carried: [], overridden: [], edits: back.ledger.edits }, rule)
    expect(back.ledger.edits).toMatchObject([{ client: 'commandLine' }])
    expect(new Book().add(edited, window).ledger.edits[0]?.client).toBe(undefined)
  })

  it('is exactly what it was once a window undoes and does again, however often', () => {
    const hunks = ['a', 'b', 'c']
    const acts = fc.constantFrom(window, commandLine)
    const verdict = fc.constantFrom<Verdict | null>('accept', 'reject', 'defer', null)
    const verdicts = fc.dictionary(fc.constantFrom(...hunks), verdict, { minKeys: 1 })
    const step = fc.oneof(
      fc.record({ act: acts, verdicts }),
      fc.record({ act: acts, step: fc.constantFrom('undo' as const, 'redo' as const) }),
    )
    fc.assert(
      fc.property(fc.array(step, { maxLength: 20 }), verdicts, (steps, last) => {
        const book = new Book()
        for (const one of steps) {
          if ('verdicts' in one) {
            book.add(decided(one.verdicts), one.act)
            for (const [hunk, given] of Object.entries(one.verdicts))
              assert.deepEqual(book.of(hunk), [given, given && (clientOf(one.act.by) ?? 'window')])
          } else if (book.ledger[one.step]) {
            const changed = book.ledger[one.step]?.hunks ?? []
            book[one.step](one.act)
            // Nothing that a command line did counts as the person's.
            if (one.act === commandLine)
              for (const hunk of changed) assert.notEqual(book.of(hunk)[1], 'window')
          }
        }
        const before = hunks.map((hunk) => book.of(hunk))
        book.add(decided(last), window)
        const after = hunks.map((hunk) => book.of(hunk))
        for (let round = 0; round < 2; round += 1) {
          expect(hunks.map((hunk) => book.undo(window).of(hunk) && book.redo(window).of(hunk))).toEqual(after)
          book.undo(window)
          expect(hunks.map((hunk) => book.of(hunk))).toEqual(before)
          book.redo(window)
        }
      }),
    )
  })
})

describe('an entry that names its client', () => {
  const entries: readonly LedgerEntry[] = [
    { ...decided({ a: 'accept' }), ...commandLine },
    { ...edited, ...commandLine },
    { type: 'editRemoved', label: 'x', edit: 'e', cleared: [], ...commandLine },
    { type: 'undone', entry: 1, ...commandLine },
    { type: 'redone', entry: 1, ...commandLine },
  ]

  it('has a version that a Winnow that knows of no client refuses', () => {
    for (const entry of entries) expect(encodeEntry(entry).version).toBeGreaterThan(2)
    for (const type of ['baseMoved', 'baseRestored'] as const) {
      const moved = { from: 'B', revision: 1, overridden: [], to: 'C', carried: [], edits: [edit] }
      expect(encodeEntry({ type, ...moved, ...rule }).version).toBeGreaterThan(3)
    }
  })

  it('is read as it was written, and so is what was written before there was that version', () => {
    for (const entry of entries) {
      const { type, ...data } = entry
      const { version } = encodeEntry(entry)
      for (const known of [version, 2])
        expect(decodeEntry(type, known, JSON.parse(JSON.stringify(data)))).toEqual({ ok: true, value: entry })
      const { by: _by, ...unnamed } = data
      expect(decodeEntry(type, 2, { ...unnamed, by: window.by })).toEqual({
        ok: true,
        value: { ...entry, by: window.by },
      })
      // Version 1 has no author: there was none but the person.
      const { act: _act, reason: _reason, ...oldest } = unnamed
      expect(decodeEntry(type, 1, oldest)).toMatchObject({ ok: true, value: { by: window.by } })
    }
  })
})
