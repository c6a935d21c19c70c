import assert from 'node:assert/strict'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Verdict } from './decided.ts'
import { Ledger } from './ledger.ts'
import { decodeEntry, encodeEntry, type LedgerEntry, type LedgerFact } from './entries/index.ts'
import type { LedgerAct, Place } from './ledger-values.ts'

const place: Place = { path: 'a', kind: 'text', oldStart: 1, oldLines: 1, newStart: 1, newLines: 1 }
const decided = (
  verdicts: Readonly<Record<string, Verdict | null>>,
  revision = 1,
  base = 'B',
): LedgerFact => ({
  type: 'decided',
  base,
  revision,
  label: Object.keys(verdicts).join(),
  decisions: Object.entries(verdicts).map(([hunk, verdict]) => ({ hunk, verdict, place })),
  edits: [],
})
const person: LedgerAct = { act: null, by: { kind: 'person' }, reason: null }

/** A ledger with the entries that were given to it. */
class Book {
  readonly entries: { seq: number; entry: LedgerEntry }[] = []
  readonly ledger = new Ledger()

  add(fact: LedgerFact, act = person): this {
    const entry = { ...fact, ...act }
    const seq = this.entries.length + 1
    this.entries.push({ seq, entry })
    this.ledger.apply(seq, entry)
    return this
  }

  verdicts(hunks: readonly string[]): (Verdict | null)[] {
    return hunks.map((hunk) => this.ledger.record(hunk)?.verdict ?? null)
  }
}

const hunks = ['a', 'b', 'c']
const verdict = fc.constantFrom<Verdict | null>('accept', 'reject', 'defer', null)
const commands = fc.array(
  fc.oneof(
    { weight: 3, arbitrary: fc.dictionary(fc.constantFrom(...hunks), verdict, { minKeys: 1, maxKeys: 3 }) },
    { weight: 2, arbitrary: fc.constantFrom('undo' as const, 'redo' as const) },
  ),
  { maxLength: 30 },
)

describe('the ledger', () => {
  it('undoes and redoes exactly, without end, and is the same when it is read again', () => {
    fc.assert(
      fc.property(commands, (steps) => {
        const book = new Book()
        const past: (Verdict | null)[][] = [book.verdicts(hunks)]
        let now = 0
        for (const step of steps) {
          if (step === 'undo') {
            assert.equal(book.ledger.undo !== null, now > 0)
            if (!book.ledger.undo) continue
            book.add({ type: 'undone', entry: book.ledger.undo.entry })
            now -= 1
          } else if (step === 'redo') {
            assert.equal(book.ledger.redo !== null, now < past.length - 1)
            if (!book.ledger.redo) continue
            book.add({ type: 'redone', entry: book.ledger.redo.entry })
            now += 1
          } else {
            book.add(decided(step))
            now += 1
            past.splice(now, past.length, book.verdicts(hunks))
            for (const [hunk, value] of Object.entries(step)) assert.deepEqual(book.verdicts([hunk]), [value])
          }
          expect(book.verdicts(hunks)).toEqual(past[now])
        }
        const again = Ledger.replay(book.entries)
        expect(hunks.map((hunk) => again.record(hunk))).toEqual(hunks.map((hunk) => book.ledger.record(hunk)))
        expect([again.undo?.entry, again.redo?.entry]).toEqual([
          book.ledger.undo?.entry,
          book.ledger.redo?.entry,
        ])
      }),
      { numRuns: 300 },
    )
  })

  it('marks what was absent until it is decided again', () => {
    const book = new Book().add(decided({ a: 'reject' }))
    book.add({ type: 'absent', revision: 2, hunks: ['a'] })
    expect(book.ledger.record('a')).toMatchObject({ verdict: 'reject', absent: true })
    book.add(decided({ a: 'reject' }, 3))
    expect(book.ledger.record('a')).toMatchObject({ absent: false, revision: 3 })
    book.add({ type: 'undone', entry: book.ledger.undo?.entry ?? 0 })
    expect(book.ledger.record('a')).toMatchObject({ absent: true, revision: 1 })
    expect(book.ledger.seen).toBe(3)
  })

  it('gives a recut hunk the decision that all it was made of have', () => {
    const book = new Book().add(decided({ a: 'accept', b: 'accept', c: 'reject' }))
    book.add({ type: 'recut', revision: 2, pairs: [{ now: 'ab', were: ['a', 'b'] }] })
    book.add({ type: 'recut', revision: 2, pairs: [{ now: 'bc', were: ['b', 'c'] }] })
    expect(book.verdicts(['ab', 'bc'])).toEqual(['accept', null])
    book.add(decided({ ab: null }, 2))
    expect(book.verdicts(['ab'])).toEqual([null])
    book.add({ type: 'undone', entry: book.ledger.undo?.entry ?? 0 })
    expect(book.verdicts(['ab'])).toEqual(['accept'])
  })

  it('goes by what is newer: a hunk, or those it was recut from', () => {
    const book = new Book().add(decided({ a: 'accept' }))
    book.add({ type: 'recut', revision: 2, pairs: ['a1', 'a2'].map((now) => ({ now, were: ['a'] })) })
    expect(book.verdicts(['a1', 'a2'])).toEqual(['accept', 'accept'])
    book.add(decided({ a1: 'reject', a2: 'reject' }, 2))
    book.add({ type: 'recut', revision: 3, pairs: [{ now: 'a', were: ['a1', 'a2'] }] })
    expect(book.verdicts(['a'])).toEqual(['reject'])
    book.add({ type: 'undone', entry: book.ledger.undo?.entry ?? 0 })
    expect(book.verdicts(['a', 'a1'])).toEqual(['accept', 'accept'])
    book.add(decided({ a2: 'reject' }, 3))
    expect(book.verdicts(['a', 'a1', 'a2'])).toEqual([null, 'accept', 'reject'])
    book.add(decided({ a: 'accept' }, 4))
    expect(book.verdicts(['a'])).toEqual(['accept'])
  })

  it('keeps the verdict of a hunk that comes back, whatever was decided beside it before it went', () => {
    const book = new Book().add(decided({ a: 'accept' })).add(decided({ c: 'reject' }))
    // Nobody decided b.
    book.add({
      type: 'recut',
      revision: 2,
      pairs: [
        { now: 'ab', were: ['a', 'b'] },
        { now: 'c2', were: ['c'] },
      ],
    })
    expect(book.verdicts(['ab', 'c2'])).toEqual([null, 'reject'])
    book.add({ type: 'recut', revision: 3, pairs: [{ now: 'a', were: ['ab', 'c2'] }] })
    expect(book.verdicts(['a'])).toEqual(['accept'])
    // In between, it would have been about it too.
    book.add(decided({ c2: 'accept' }, 2))
    expect(book.verdicts(['a'])).toEqual([null])
  })

  it('defers what was partly rejected and partly deferred, and leaves its parts as they are', () => {
    const book = new Book().add(decided({ a: 'reject' })).add(decided({ b: 'defer' }))
    book.add({ type: 'recut', revision: 2, pairs: [{ now: 'ab', were: ['a', 'b'] }] })
    expect(book.verdicts(['ab'])).toEqual(['defer'])
    book.add({ type: 'recut', revision: 3, pairs: ['a', 'b'].map((now) => ({ now, were: ['ab'] })) })
    expect(book.verdicts(['a', 'b'])).toEqual(['reject', 'defer'])
  })

  it('carries only what it is told to over a move of the base, and comes back with what was decided since', () => {
    const book = new Book().add(decided({ a: 'accept', b: 'reject' }))
    book.add({
      type: 'baseMoved',
      from: 'B',
      to: 'C',
      revision: 1,
      carried: [
        { from: ['b'], to: 'b2', place },
        { from: ['c'], to: 'c2', place },
      ],
      overridden: [{ hunk: 'own', place }],
      edits: [],
    })
    expect(book.ledger.base).toBe('C')
    expect(book.ledger.undo).toBe(null)
    expect(book.verdicts(['a', 'b', 'b2', 'c2', 'own'])).toEqual([null, null, 'reject', null, 'reject'])
    book.add(decided({ c2: 'accept' }, 2, 'C'))
    book.add({
      type: 'baseRestored',
      to: 'B',
      carried: [
        { from: ['b2'], to: 'b', place },
        { from: ['c2'], to: 'c', place },
      ],
      edits: [],
    })
    expect(book.ledger.base).toBe('B')
    expect(book.verdicts(['a', 'b', 'c', 'c2'])).toEqual(['accept', 'reject', 'accept', null])
    book.add({ type: 'undone', entry: book.ledger.undo?.entry ?? 0 })
    expect(book.verdicts(['a', 'b', 'c'])).toEqual(['accept', 'reject', null])
    book.add({ type: 'undone', entry: book.ledger.undo?.entry ?? 0 })
    expect(book.verdicts(['a', 'b', 'c'])).toEqual([null, null, null])
  })

  it('takes own edits out of effect by a decision, with what it decides, and gives all of it back', () => {
    const edit = {
      ...{ id: 'e', basePath: 'a', oldStart: 1, oldLines: 1, replaced: '', bytes: '' },
      ...{ edges: { start: false, end: false }, baseMode: '100644', baseOid: null, lost: false },
    }
    const book = new Book().add({
      ...{ type: 'edited', base: 'B', revision: 1, label: 'edit', edit, replaces: [], decisions: [] },
    })
    const fact = { ...decided({ a: 'reject' }), edits: [{ edit: 'e', verdict: 'reject' }] } as LedgerFact
    book.add(fact)
    expect([book.ledger.edits, book.verdicts(['a'])]).toEqual([[], ['reject']])
    expect(book.ledger.undo?.hunks).toBe(null)
    book.add({ type: 'undone', entry: book.ledger.undo?.entry ?? 0 })
    expect([book.ledger.edits, book.verdicts(['a'])]).toEqual([[edit], [null]])
    book.add({ type: 'redone', entry: book.ledger.redo?.entry ?? 0 })
    expect([book.ledger.edits, book.verdicts(['a'])]).toEqual([[], ['reject']])
  })

  it('knows who decided and why, and which acts are written down', () => {
    const act: LedgerAct = { act: 'one', by: { kind: 'rule', rule: 'sameEdit' }, reason: 'as elsewhere' }
    const book = new Book().add(decided({ a: 'accept' }), act)
    expect(book.ledger.record('a')).toMatchObject({ by: act.by, reason: 'as elsewhere' })
    expect([book.ledger.hasAct('one'), book.ledger.hasAct('two')]).toEqual([true, false])
    book.add({ type: 'undone', entry: book.ledger.undo?.entry ?? 0 }, { ...person, act: 'two' })
    expect([book.ledger.hasAct('one'), book.ledger.hasAct('two')]).toEqual([true, true])
  })

  it('reads what it wrote, and the first version as the person’s and the workbench’s own', () => {
    const entry: LedgerEntry = { ...decided({ a: 'accept' }), ...person, act: 'x' }
    const kept = encodeEntry(entry)
    expect(kept).toMatchObject({ type: 'decided', version: 3 })
    const read = decodeEntry(kept.type, kept.version, JSON.parse(JSON.stringify(kept.data)))
    expect(read).toEqual({ ok: true, value: entry })
    const old = { base: 'B', revision: 1, label: 'accept 1 hunk in a', decisions: [] }
    expect(decodeEntry('decided', 1, old)).toEqual({
      ok: true,
      value: { type: 'decided', ...old, edits: [], ...person },
    })
    expect(decodeEntry('absent', 1, { revision: 2, hunks: ['a'] })).toMatchObject({
      value: { by: { kind: 'rule', rule: 'newRevision' }, hunks: ['a'] },
    })
  })

  it('keeps what a move of the base carries in few bytes, and reads it as it was, also from before', () => {
    const id = fc.stringMatching(/^h[a-z]{1,3}$/)
    const somewhere = fc.record({
      path: fc.constantFrom('a', 'b/c'),
      kind: fc.constantFrom('text' as const, 'binary' as const),
      oldStart: fc.nat(9),
      oldLines: fc.nat(9),
      newStart: fc.nat(9),
      newLines: fc.nat(9),
    })
    const hunk = fc.record({ from: fc.array(id, { maxLength: 2 }), to: id, place: somewhere })
    fc.assert(
      fc.property(fc.array(hunk), fc.option(fc.array(hunk), { nil: undefined }), (carried, kept) => {
        const moved = { from: 'A', to: 'B', revision: 1, carried, overridden: [], edits: [] }
        const all = kept === undefined ? {} : { kept }
        const entries: LedgerEntry[] = [
          { type: 'baseMoved', ...moved, ...all, ...person },
          { type: 'baseRestored', to: 'A', revision: 1, carried, edits: [], ...all, ...person },
        ]
        for (const entry of entries) {
          const stored = encodeEntry(entry)
          const data: unknown = JSON.parse(JSON.stringify(stored.data))
          expect(decodeEntry(stored.type, stored.version, data)).toEqual({ ok: true, value: entry })
          const { type, ...unpacked } = entry
          expect(decodeEntry(type, 2, unpacked)).toEqual({ ok: true, value: entry })
        }
      }),
    )
    const many = Array.from({ length: 100 }, (_, index) => {
      const to = `h${String(index).padStart(27, '0')}`
      const [oldStart, newStart] = [index, index]
      return {
        from: [to],
        to,
        place: { path: 'src/a.ts', kind: 'text' as const, oldStart, oldLines: 1, newStart, newLines: 1 },
      }
    })
    const entry: LedgerEntry = { type: 'baseRestored', to: 'A', carried: many, edits: [], ...person }
    expect(JSON.stringify(encodeEntry(entry).data).length).toBeLessThan(100 * 50)
  })

  it('reads nothing that it does not know', () => {
    expect(decodeEntry('decided', 4, {})).toEqual({ ok: false, error: 'a newer Winnow wrote it' })
    expect(decodeEntry('decided', 2, { label: 1 }).ok).toBe(false)
    expect(decodeEntry('toString', 1, {})).toEqual({
      ok: false,
      error: 'there is no kind of entry "toString"',
    })
  })

  it('refuses to undo what is not the newest', () => {
    const book = new Book().add(decided({ a: 'accept' })).add(decided({ b: 'accept' }))
    expect(() => book.add({ type: 'undone', entry: 1 })).toThrow(/not the newest/)
    expect(() => book.add({ type: 'redone', entry: 1 })).toThrow(/not the newest/)
  })
})
