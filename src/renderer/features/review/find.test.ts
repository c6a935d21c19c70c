import { beforeEach, expect, test } from 'vitest'
import { err } from '#shared/base/result.ts'
import type { ChangesetEvent } from '#shared/contract/changeset.ts'
import type { Client } from '#renderer/client/context.ts'
import { changesetOf } from '#test/support/sample-changeset.ts'
import { until } from '#test/support/until.ts'
import type { DiffDocument } from '#renderer/editor/index.ts'
import type { FindDocuments } from './find-documents.ts'
import { Find, foundNothing, resultHere } from './find.ts'
import { FocusMemory } from './focus-memory.ts'
import { Review } from './review-store.ts'

/** Every file has the word `ten` in its first hunk, and `row` beside it. */
const documentOf = (path: string): DiffDocument => ({
  key: path,
  path,
  before: 'old\nrow\n',
  after: 'ten\nrow\n',
  lines: [{ id: `${path}:0`, oldStart: 1, oldLines: 1, newStart: 1, newLines: 1 }],
})

let review: Review
let find: Find
/** The files that were asked for. */
let asked: string[]
/** Files are answered once this is. */
let gate: PromiseWithResolvers<void>

beforeEach(async () => {
  asked = []
  gate = Promise.withResolvers()
  gate.resolve()
  const changeset = changesetOf({ 'a.ts': 2, 'b.ts': 2, 'c.ts': 2, 'd.ts': 2, 'e.ts': 2, 'f.ts': 2 })
  async function* events(): AsyncGenerator<ChangesetEvent> {
    yield { type: 'snapshot', seq: 1, act: null, changeset: { ...changeset, seq: 1 } }
    await new Promise(() => undefined)
  }
  const parts = {
    changeset: {
      units: () => Promise.resolve(err({ kind: 'noRevision', message: 'There are none.' })),
      watch: () => Promise.resolve(events()),
    },
  }
  // What these tests ask of a workbench is there.
  const client = parts as unknown as Client
  review = new Review(
    's',
    client,
    new FocusMemory('s', () => ({ getItem: () => null, setItem: () => undefined })),
  )
  const following = review.follow()
  await until('the changes are here', () => review.state.phase === 'ready')
  const documents = new Map<string, Promise<DiffDocument>>()
  const reader: Pick<FindDocuments, 'of' | 'clear'> = {
    of: (model, index) => {
      const path = model.files[index]?.path ?? ''
      const known = documents.get(path) ?? gate.promise.then(() => documentOf(path))
      if (!documents.has(path)) asked.push(path)
      documents.set(path, known)
      return known
    },
    clear: () => documents.clear(),
  }
  find = new Find(review, reader as FindDocuments)
  return () => following.dispose()
})

const at = (): number | null => review.focus.state.at
const found = () => find.store.getState()
const here = () => resultHere(found(), at())
async function type(query: string): Promise<void> {
  find.type(query)
  await until('all is searched', () => found().isDone)
}

test('Escape leads back from what the search went to', async () => {
  review.focus.goTo(1)
  find.open()
  await type('ten')
  expect(at()).toBe(0)
  find.leave()
  expect(at()).toBe(1)
})

test('Escape stays where the person went by themselves since', async () => {
  review.focus.goTo(1)
  find.open()
  await type('ten')
  expect(at()).toBe(0)
  review.focus.goTo(6)
  find.open()
  find.leave()
  expect(at()).toBe(6)
})

test('a letter more in filters does not lead back to where the search began', async () => {
  find.open()
  await type('is:undecided')
  review.focus.goTo(6)
  find.type('is:undecided ')
  expect(at()).toBe(6)
  find.leave()
  expect(at()).toBe(6)
})

test('a search again in the background keeps what is gone to meanwhile', async () => {
  find.open()
  await type('ten')
  find.again()
  find.go(1)
  const chosen = found().current
  expect(chosen?.file).toBe(1)
  await until('it is searched again', () => chosen !== null && !found().results.includes(chosen))
  expect(found().current).toEqual(chosen)
  find.again()
  find.pick(1)
  const picked = found().current
  expect(picked?.file).toBe(2)
  await until('it is searched again', () => picked !== null && !found().results.includes(picked))
  expect(found()).toMatchObject({ current: picked, picked: true })
})

test('a search again before the first place was found still goes there', async () => {
  gate = Promise.withResolvers()
  review.focus.goTo(1)
  find.open()
  find.type('ten')
  find.again()
  gate.resolve()
  await until('all is searched', () => found().isDone)
  expect(at()).toBe(0)
})

test('of hunks that are found the one in focus is marked, unless another is picked', async () => {
  find.open()
  await type('is:undecided')
  find.enter()
  expect(here()?.at).toBe(0)
  review.focus.goTo(3)
  expect(here()?.at).toBe(3)
  find.pick(1)
  find.pick(1)
  expect(here()?.at).toBe(4)
  expect(at()).toBe(3)
})

test('nothing is found only once all was searched', async () => {
  gate = Promise.withResolvers()
  find.open()
  find.type('nowhere path:c')
  expect(foundNothing(found())).toBe(false)
  gate.resolve()
  await until('all is searched', () => found().isDone)
  expect(foundNothing(found())).toBe(true)
  find.type('kind:move')
  expect(found().units).toBe('reading')
  expect(foundNothing(found())).toBe(false)
})

test('a closed search reads no more files', async () => {
  gate = Promise.withResolvers()
  find.open()
  find.type('ten')
  find.close()
  const begun = [...asked]
  expect(begun.length).toBeLessThan(6)
  gate.resolve()
  await new Promise((resolve) => setTimeout(resolve))
  expect(asked).toEqual(begun)
})
