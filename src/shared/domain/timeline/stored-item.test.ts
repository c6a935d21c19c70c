import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { samplePlace as place, sampleItems as samples } from '#test/support/timeline-items.ts'
import { timelineItemSchema } from './kinds/index.ts'
import { fromStoredItem, toStoredItem } from './stored-item.ts'
import type { TimelineItem } from './timeline-item.ts'

/** Items as the workbench of version 1 stored them: one of each kind that there was, and more. */
const flat = JSON.parse(
  readFileSync(new URL('../../../../test/golden/timeline/items-v1.json', import.meta.url), 'utf8'),
) as readonly Readonly<Record<string, unknown>>[]

const throughJson = (value: unknown): unknown => JSON.parse(JSON.stringify(value))

describe('a stored item', () => {
  it.each(Object.values(samples))('of kind $kind is read as it was', (item) => {
    const { version, data } = toStoredItem(item)
    expect(fromStoredItem({ version, data: throughJson(data) }, place.seq)).toEqual(item)
    expect(timelineItemSchema.parse(throughJson(item))).toEqual(item)
  })

  it('of version 1 is read with all that its kind has', () => {
    const items = flat.map((data, index) => fromStoredItem({ version: 1, data }, index + 1))
    expect(new Set(items.map(({ kind }) => kind))).toEqual(
      new Set([
        ...['prompt', 'message', 'reasoning', 'command', 'output'],
        ...['edit', 'plan', 'notice', 'revision', 'landing'],
      ]),
    )
    for (const [index, item] of items.entries()) {
      const { plan, ...stored } = flat[index] ?? {}
      const since = item.kind === 'edit' ? { diff: null } : {}
      // Every other field that it has now it had then; the steps of a plan had another name.
      expect({ ...stored, ...since, parent: null, ...(plan ? { steps: plan } : {}) }).toMatchObject(item)
      expect(timelineItemSchema.parse(throughJson(item))).toEqual(item)
    }
    expect(items.filter(({ kind }) => kind === 'command')).toMatchObject([
      { text: 'cat parser.ts', exitCode: 3, outputBytes: 10 },
      { text: 'kill -9 $$', exitCode: null, outputBytes: 0 },
    ])
    expect(items.find(({ kind }) => kind === 'edit')).toMatchObject({ paths: ['src/parser.ts', 'src/x.ts'] })
  })

  it('that asks, of version 1, is read with what it did not have, and its answer apart from words', () => {
    const { folder: _folder, touches: _touches, diff: _diff, words: _words, ...later } = samples.approval
    const { proposals: _proposals, noRule: _noRule, answeredBy: _answeredBy, ...before } = later
    const { plan: _plan, ...approval } = before
    const asked = { ...approval, folder: null, touches: [], diff: null, words: '' }
    const third = { ...asked, proposals: [], noRule: '', answeredBy: null }
    const read = { ...third, plan: null }
    expect(fromStoredItem({ version: 1, data: throughJson(approval) }, place.seq)).toEqual(read)
    expect(fromStoredItem({ version: 2, data: throughJson(asked) }, place.seq)).toEqual(read)
    expect(fromStoredItem({ version: 3, data: throughJson(third) }, place.seq)).toEqual(read)
    const { words: _said, ...question } = samples.question
    expect(fromStoredItem({ version: 1, data: question }, place.seq)).toEqual({ ...question, words: '' })
    const own = { ...question, answer: 'neither' }
    expect(fromStoredItem({ version: 1, data: own }, place.seq)).toEqual({
      ...question,
      answer: null,
      words: 'neither',
    })
  })

  const { seq, ...known } = place
  const strange: readonly (readonly [string, number, unknown, Partial<TimelineItem>])[] = [
    ['of a kind that there is not', 1, { ...known, kind: 'dream', red: 1 }, { ...known, name: 'dream' }],
    ['of a later version', 99, { ...known, kind: 'message', text: '' }, { ...known, name: 'message' }],
    ['with a field too many', 2, { ...samples.message, tone: 1 }, { ...known, name: 'message' }],
    ['without one of its fields', 2, { ...known, kind: 'command' }, { ...known, name: 'command' }],
    ['of version 1 with a field too many', 1, { ...flat[0], tone: 1 }, { id: 't1-prompt', name: 'prompt' }],
    ['of version 0', 0, flat[0], { id: 't1-prompt', name: 'prompt' }],
    ['that is no object', 1, 'nonsense', { id: 'unknown-3', name: '', at: 0 }],
    ['that is null', 1, null, { id: 'unknown-3', name: '' }],
    ['that is a list', 1, [1], { id: 'unknown-3', name: '' }],
    ['with an envelope that is none', 1, { kind: 'x', id: 4, seq: 'a', state: 'odd' }, { id: 'unknown-3' }],
  ]
  it.each(strange)('%s is shown as unknown, and is kept', (_, version, data, expected) => {
    const item = fromStoredItem({ version, data }, seq)
    expect(item).toMatchObject({ ...expected, seq, kind: 'unknown', raw: data })
    expect(toStoredItem(item)).toEqual({ version, data })
    expect(timelineItemSchema.parse(throughJson(item))).toEqual(item)
  })
})
