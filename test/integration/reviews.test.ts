import { afterEach, describe, expect, it } from 'vitest'
import type { ChangesetEvent } from '#shared/contract/changeset.ts'
import { ok, unwrap } from '#shared/base/result.ts'
import { ReviewHarness } from '#test/support/review-harness.ts'

let harness: ReviewHarness
afterEach(() => harness.dispose())

const lines = (...values: readonly string[]): string => values.map((value) => `${value}\n`).join('')
const numbered = (from: number, to: number): string[] =>
  Array.from({ length: to - from + 1 }, (_, index) => `line ${from + index}`)
const base = lines(...numbered(1, 30))
const with3 = base.replace('line 3\n', 'LINE 3\n')
const with3and20 = with3.replace('line 20\n', 'LINE 20\nmore\n')

describe('deciding', () => {
  it('accepts and rejects hunks, undoes and redoes, and starts again with the same tree', async () => {
    harness = await ReviewHarness.make({ 'a.txt': base })
    await harness.revise({ 'a.txt': with3and20, 'new.txt': 'x\n' })
    const [first, second] = await harness.hunks('a.txt')
    if (!first || !second) throw new Error('two hunks expected')
    expect(await harness.acceptedTree()).toBe(harness.base)
    await harness.decide([first], 'accept')
    await harness.decide([second], 'reject')
    const tree = await harness.acceptedTree()
    expect(harness.content(tree, 'a.txt')).toBe(with3)
    expect(harness.content(tree, 'new.txt')).toBe(null)
    expect(harness.counts.at(-1)).toMatchObject({
      files: 2,
      hunks: 3,
      accepted: 1,
      rejected: 1,
      undecided: 1,
    })

    unwrap(await harness.reviews.undo('s1'))
    unwrap(await harness.reviews.undo('s1'))
    expect(await harness.acceptedTree()).toBe(harness.base)
    expect(await harness.reviews.undo('s1')).toMatchObject({ ok: false, error: { kind: 'nothingToUndo' } })
    harness.restart()
    expect((await harness.changeset()).redo).toBe('accept 1 hunk in a.txt')
    unwrap(await harness.reviews.redo('s1'))
    expect(await harness.acceptedTree()).toBe(tree)
    unwrap(await harness.reviews.redo('s1'))
    expect(await harness.reviews.redo('s1')).toMatchObject({ ok: false, error: { kind: 'nothingToRedo' } })
    await harness.decide(await harness.hunks(), 'accept')
    expect(await harness.acceptedTree()).toBe(harness.revisions[0]?.tree)
  })

  it('refuses an unknown hunk and decides nothing of the call', async () => {
    harness = await ReviewHarness.make({ 'a.txt': base })
    await harness.revise({ 'a.txt': with3 })
    const [hunk] = await harness.hunks()
    const decisions = [
      { hunk: hunk?.id ?? '', verdict: 'accept' as const },
      { hunk: 'nope', verdict: 'accept' as const },
    ]
    const result = await harness.reviews.decide('s1', decisions)
    expect(result).toMatchObject({ ok: false, error: { kind: 'unknownHunk', refs: ['nope'] } })
    expect((await harness.hunks())[0]?.decision).toBe(null)
  })

  it('tells watchers: a snapshot, each decision with the next number, a new revision', async () => {
    harness = await ReviewHarness.make({ 'a.txt': base })
    await harness.revise({ 'a.txt': with3 })
    const stop = new AbortController()
    const events: ChangesetEvent[] = []
    const watching = harness.reviews.watch('s1', stop.signal)
    const next = async (): Promise<ChangesetEvent> => {
      const { value } = await watching.next()
      events.push(value)
      return value
    }
    expect(await next()).toMatchObject({ type: 'snapshot', changeset: { number: 1 } })
    const [hunk] = await harness.hunks()
    await harness.decide([{ id: hunk?.id ?? '' }], 'reject')
    expect(await next()).toMatchObject({
      type: 'decided',
      decisions: [{ hunk: hunk?.id, verdict: 'reject' }],
    })
    await harness.revise({ 'a.txt': with3and20 })
    expect(await next()).toMatchObject({ type: 'snapshot', changeset: { number: 2 } })
    expect(events.map(({ seq }) => seq - (events[0]?.seq ?? 0))).toEqual([0, 1, 2])
    stop.abort()
    expect((await watching.next()).done).toBe(true)
  })
})

describe('new revisions', () => {
  it('keep decisions of the same content, ask again for other content, and mark what came back', async () => {
    harness = await ReviewHarness.make({ 'a.txt': base })
    await harness.revise({ 'a.txt': with3and20 })
    const [first, second] = await harness.hunks()
    await harness.decide([first ?? { id: '' }], 'reject')
    await harness.decide([second ?? { id: '' }], 'accept')
    await harness.revise({ 'a.txt': base.replace('line 20\n', 'other\n') })
    const [changed] = await harness.hunks()
    expect(changed).toMatchObject({
      decision: null,
      supersedes: { hunk: second?.id, verdict: 'accept', revision: 1 },
    })
    const texts = unwrap(await harness.reviews.previous('s1', changed?.id ?? ''))
    expect([texts.then, texts.now]).toEqual(['LINE 20\nmore\n', 'other\n'])
    await harness.revise({ 'a.txt': `first\n${with3and20}` })
    const [inserted, back, kept] = await harness.hunks()
    expect(inserted).toMatchObject({ decision: null })
    expect(back).toMatchObject({ decision: 'reject', cameBack: true })
    expect(kept).toMatchObject({ decision: 'accept', cameBack: false, id: second?.id })
    harness.restart()
    expect((await harness.hunks())[1]).toMatchObject({ decision: 'reject', cameBack: true })
  })
})

describe('the same change, cut in another way', () => {
  it('keeps its decision when git places it elsewhere, also after a restart and an undo', async () => {
    // One more "x" can be put before or behind the others; what else changed decides where git puts it.
    const block = lines('{', 'x', 'x', '}')
    harness = await ReviewHarness.make({ 'a.txt': `${base}${block}${base}` })
    await harness.revise({ 'a.txt': `${base}${lines('{', 'x', 'x', '}', '{', 'x', 'x', '}')}${base}` })
    const [one] = await harness.hunks()
    await harness.decide([one ?? { id: '' }], 'reject')
    const { base: tree, revision } = await harness.changeset()
    // Another way of cutting the same change, as another version of git might: the same text, other coordinates.
    const slide = 4
    const compute = harness.compute
    harness.compute = async (...args) => {
      const computed = unwrap(await compute(...args))
      if (args[1] !== tree || args[2] === revision) return ok(computed)
      const files = computed.files.map((file) => ({
        ...file,
        hunks: file.hunks.map((hunk) =>
          hunk.id === one?.id
            ? { ...hunk, id: 'slid', oldStart: hunk.oldStart - slide, newStart: hunk.newStart - slide }
            : hunk,
        ),
      }))
      return ok({ ...computed, files })
    }
    await harness.revise({ 'b.txt': 'other\n' })
    const find = async () => (await harness.hunks('a.txt'))[0]
    expect(await find()).toMatchObject({ id: 'slid', decision: 'reject', supersedes: null })
    harness.restart()
    expect(await find()).toMatchObject({ id: 'slid', decision: 'reject' })
    unwrap(await harness.reviews.undo('s1'))
    expect(await find()).toMatchObject({ id: 'slid', decision: null })
  })
})

describe('groups', () => {
  it('are decided together, whichever member is named', async () => {
    harness = await ReviewHarness.make({ thing: 'file\n', 'other.txt': 'x\n' })
    await harness.revise({ thing: null, 'thing/a.txt': 'a\n', 'thing/b.txt': 'b\n', 'other.txt': 'y\n' })
    const grouped = (await harness.hunks()).filter(({ group }) => group !== null)
    expect(grouped.length).toBe(3)
    await harness.decide([grouped[1] ?? { id: '' }], 'accept')
    expect((await harness.hunks()).filter(({ decision }) => decision === 'accept').length).toBe(3)
    const tree = await harness.acceptedTree()
    expect(harness.content(tree, 'thing/a.txt')).toBe('a\n')
    expect(harness.content(tree, 'other.txt')).toBe('x\n')
  })
})

describe('own edits in groups', () => {
  it('accept what they cannot be without, and give it back', async () => {
    harness = await ReviewHarness.make({ thing: 'file\n' })
    await harness.revise({ thing: null, 'thing/a.txt': 'a\n' })
    await harness.edit('thing/a.txt', 1, 1, 'mine\n')
    expect((await harness.hunks()).map(({ decision }) => decision)).toEqual(['accept', 'accept'])
    const tree = await harness.acceptedTree()
    expect(harness.content(tree, 'thing/a.txt')).toBe('mine\n')
    const edit = (await harness.changeset()).files.flatMap(({ edits }) => edits)[0]
    unwrap(await harness.reviews.removeEdit('s1', edit?.id ?? ''))
    expect((await harness.hunks()).map(({ decision }) => decision)).toEqual([null, null])
    expect(await harness.acceptedTree()).toBe(harness.base)
    unwrap(await harness.reviews.undo('s1'))
    await harness.decide(await harness.hunks('thing'), 'reject')
    expect(await harness.acceptedTree()).toBe(harness.base)
  })
})

describe('own edits', () => {
  it('take the place of the hunk they touch, survive verdicts, and can be taken back', async () => {
    harness = await ReviewHarness.make({ 'a.txt': base })
    await harness.revise({ 'a.txt': with3and20 })
    await harness.edit('a.txt', 20, 1, 'mine\n')
    const [, second] = await harness.hunks()
    expect(second).toMatchObject({ decision: 'accept' })
    expect(second?.editedBy).not.toBe(null)
    const mine = base.replace('line 20\n', 'mine\nmore\n')
    expect(harness.content(await harness.acceptedTree(), 'a.txt')).toBe(mine)
    await harness.decide([second ?? { id: '' }], 'reject')
    expect(harness.content(await harness.acceptedTree(), 'a.txt')).toBe(mine)
    const shown = unwrap(await harness.reviews.file('s1', 'a.txt'))
    expect(shown.after?.text).toBe(with3.replace('line 20\n', 'mine\nmore\n'))
    expect(shown.lines.map(({ edit }) => edit)).toEqual([false, true])
    unwrap(await harness.reviews.removeEdit('s1', second?.editedBy ?? ''))
    expect((await harness.hunks())[1]).toMatchObject({ decision: null, editedBy: null })
    expect(await harness.acceptedTree()).toBe(harness.base)
    unwrap(await harness.reviews.undo('s1'))
    expect(harness.content(await harness.acceptedTree(), 'a.txt')).toBe(mine)
  })

  it('hold while the text they replace recurs, and are asked again when it does not', async () => {
    harness = await ReviewHarness.make({ 'a.txt': base })
    await harness.revise({ 'a.txt': with3and20 })
    await harness.edit('a.txt', 20, 1, 'mine\n')
    await harness.edit('a.txt', 27, 1, 'quiet\n')
    await harness.revise({ 'a.txt': with3and20.replace('line 9\n', '') })
    const held = (await harness.changeset()).files[0]
    expect(held?.edits.map(({ holds }) => holds)).toEqual([true, true])
    await harness.revise({ 'a.txt': with3.replace('line 20\n', 'third\n') })
    const lost = (await harness.changeset()).files[0]
    expect(lost?.edits.map(({ holds }) => holds)).toEqual([false, true])
    expect(lost?.hunks.map(({ decision }) => decision)).toEqual([null, null])
    const quiet = base.replace('line 26\n', 'quiet\n')
    expect(harness.content(await harness.acceptedTree(), 'a.txt')).toBe(quiet)
    await harness.decide([{ id: lost?.edits[0]?.id ?? '' }], 'accept')
    expect(harness.content(await harness.acceptedTree(), 'a.txt')).toBe(
      quiet.replace('line 20\n', 'mine\nmore\n'),
    )
  })

  it('stay in files that no longer differ', async () => {
    harness = await ReviewHarness.make({ 'a.txt': base, 'b.txt': 'x\n' })
    await harness.revise({ 'a.txt': with3, 'b.txt': 'y\n' })
    await harness.edit('a.txt', 10, 1, 'mine\n')
    await harness.revise({ 'a.txt': base })
    const file = (await harness.changeset()).files.find(({ path }) => path === 'a.txt')
    expect(file).toMatchObject({ hunks: [], edits: [{ holds: true }] })
    const mine = base.replace('line 10\n', 'mine\n')
    expect(harness.content(await harness.acceptedTree(), 'a.txt')).toBe(mine)
    expect(unwrap(await harness.reviews.file('s1', 'a.txt')).after?.text).toBe(mine)
  })

  it('refuse what is stale or cannot be written', async () => {
    harness = await ReviewHarness.make({ 'a.txt': Buffer.from('caf\u00e9\nx\n', 'latin1') })
    await harness.revise({ 'a.txt': Buffer.from('caf\u00e9\ny\n', 'latin1') })
    const oid = unwrap(await harness.reviews.file('s1', 'a.txt')).after?.oid ?? ''
    const edit = { path: 'a.txt', oid, start: 2, lines: 1, text: '\u20ac\n' }
    expect(await harness.reviews.edit('s1', edit)).toMatchObject({ ok: false, error: { kind: 'badEdit' } })
    await harness.edit('a.txt', 2, 1, '\u00e9\n')
    expect(await harness.reviews.edit('s1', edit)).toMatchObject({ ok: false, error: { kind: 'staleEdit' } })
    expect(harness.content(await harness.acceptedTree(), 'a.txt')).toBe('caf\u00e9\n\u00e9\n')
  })
})

describe('a base that moves', () => {
  it('to the accepted tree leaves the rest to decide, and comes back with every decision', async () => {
    harness = await ReviewHarness.make({ 'a.txt': base, 'b.txt': 'x\n' })
    await harness.revise({ 'a.txt': with3and20.replace('line 28\n', ''), 'b.txt': 'y\n' })
    const [one, two, three, b] = await harness.hunks()
    const before = harness.base
    await harness.decide([one ?? { id: '' }], 'accept')
    await harness.decide([two ?? { id: '' }], 'reject')
    await harness.decide([three ?? { id: '' }], 'defer')
    const tree = await harness.acceptedTree()
    await harness.moveBase(tree)
    expect((await harness.hunks()).map(({ decision }) => decision)).toEqual(['reject', 'defer', null])
    expect((await harness.changeset()).undo).toBe(null)
    expect(await harness.acceptedTree()).toBe(tree)
    const after = await harness.hunks('b.txt')
    await harness.decide(after, 'accept')
    await harness.moveBase(before)
    harness.restart()
    expect((await harness.hunks()).map(({ decision }) => decision)).toEqual([
      'accept',
      'reject',
      'defer',
      'accept',
    ])
    expect(b?.id).toBe(after[0]?.id)
    unwrap(await harness.reviews.undo('s1'))
    expect((await harness.hunks()).at(-1)?.decision).toBe(null)
    unwrap(await harness.reviews.undo('s1'))
    expect((await harness.hunks()).map(({ decision }) => decision)).toEqual(['accept', 'reject', null, null])
  })

  it('with an own edit in it does not ask about the text that the person replaced', async () => {
    harness = await ReviewHarness.make({ 'a.txt': base })
    await harness.revise({ 'a.txt': with3and20 })
    await harness.edit('a.txt', 20, 1, 'mine\n')
    await harness.moveBase(await harness.acceptedTree())
    const hunks = await harness.hunks()
    expect(hunks.map(({ decision, oldStart }) => [decision, oldStart])).toEqual([[null, 3]])
    expect(await harness.acceptedTree()).toBe(harness.base)
  })

  it('by an accepted rename carries the hunks to the new path', async () => {
    harness = await ReviewHarness.make({ 'a.txt': base })
    await harness.revise({ 'a.txt': null, 'b.txt': with3and20 })
    const [rename, first, second] = await harness.hunks()
    expect(rename?.kind).toBe('rename')
    await harness.decide([rename ?? { id: '' }], 'accept')
    await harness.decide([first ?? { id: '' }], 'accept')
    await harness.decide([second ?? { id: '' }], 'reject')
    await harness.moveBase(await harness.acceptedTree())
    expect((await harness.hunks()).map(({ kind, decision }) => [kind, decision])).toEqual([
      ['text', 'reject'],
    ])
  })

  it('by other work carries what is still the same', async () => {
    harness = await ReviewHarness.make({ 'a.txt': base, 'b.txt': base })
    await harness.revise({ 'a.txt': with3and20, 'b.txt': with3 })
    await harness.decide(await harness.hunks(), 'accept')
    const upstream = harness.repository.commit('upstream', {
      'a.txt': `zero\n${base}`.replace('line 20\n', 'theirs\n'),
      'b.txt': base,
    })
    harness.base = harness.repository.tree(upstream)
    await harness.revise({ 'a.txt': `zero\n${with3and20}`, 'b.txt': with3 })
    const hunks = await harness.hunks()
    expect(hunks.map(({ decision, oldStart }) => [decision, oldStart])).toEqual([
      ['accept', 4],
      [null, 21],
      ['accept', 3],
    ])
  })
})
