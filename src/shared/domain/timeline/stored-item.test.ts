import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { timelineItemSchema } from './kinds/index.ts'
import { fromStoredItem, toStoredItem } from './stored-item.ts'
import type { KnownItem, TimelineItem } from './timeline-item.ts'

/** Items as the workbench of version 1 stored them: one of each kind that there was, and more. */
const flat = JSON.parse(
  readFileSync(new URL('../../../../test/golden/timeline/items-v1.json', import.meta.url), 'utf8'),
) as readonly Readonly<Record<string, unknown>>[]

const place = { id: 'i', seq: 3, turn: 1, at: 10, endedAt: 20, parent: null, state: 'completed' } as const
const output = { exitCode: 0, outputBytes: 7 }
/** One of each kind that is stored; the compiler sees that none is missing. */
const samples: { readonly [Kind in KnownItem['kind']]: Extract<KnownItem, { readonly kind: Kind }> } = {
  prompt: { ...place, kind: 'prompt', text: 'Do it' },
  message: { ...place, kind: 'message', text: 'Done' },
  reasoning: { ...place, kind: 'reasoning', text: 'Hm' },
  command: { ...place, kind: 'command', text: 'make', ...output },
  output: { ...place, kind: 'output', text: 'agent', ...output, exitCode: null },
  toolCall: {
    ...place,
    kind: 'toolCall',
    text: '',
    tool: 'web.search',
    input: '{}',
    paths: ['a'],
    outputBytes: 0,
  },
  edit: { ...place, kind: 'edit', text: 'Edit a', paths: ['a'] },
  plan: { ...place, kind: 'plan', text: '', steps: [{ step: 'Begin', state: 'pending' }] },
  notice: { ...place, kind: 'notice', text: 'Take note' },
  approval: {
    ...place,
    kind: 'approval',
    state: 'waiting',
    endedAt: null,
    parent: 'call',
    text: 'make',
    reason: '',
    options: [{ id: 'once', label: 'Allow once', effect: 'allowOnce' }],
    answer: null,
  },
  question: {
    ...place,
    kind: 'question',
    text: 'Which?',
    options: [{ label: 'A', description: '' }],
    answer: 'A',
  },
  compaction: { ...place, kind: 'compaction', text: '' },
  check: { ...place, kind: 'check', text: 'npm test', revision: 2, ...output },
  finding: {
    ...place,
    kind: 'finding',
    title: 'Off by one',
    text: '',
    priority: 1,
    path: 'a',
    lines: { from: 1, to: 2 },
  },
  revision: { ...place, kind: 'revision', text: 'r1' },
  landing: { ...place, kind: 'landing', text: 'Landed' },
}
const throughJson = (value: unknown): unknown => JSON.parse(JSON.stringify(value))

describe('a stored item', () => {
  it.each(Object.values(samples))('of kind $kind is read as it was', (item) => {
    expect(fromStoredItem(throughJson(toStoredItem(item)), 1)).toEqual(item)
    expect(timelineItemSchema.parse(throughJson(item))).toEqual(item)
  })

  it('of version 1 is read with all that its kind has', () => {
    const items = flat.map((stored) => fromStoredItem(stored, 1))
    expect(new Set(items.map(({ kind }) => kind))).toEqual(
      new Set([
        ...['prompt', 'message', 'reasoning', 'command', 'output'],
        ...['edit', 'plan', 'notice', 'revision', 'landing'],
      ]),
    )
    for (const [index, item] of items.entries()) {
      const { plan, ...stored } = flat[index] ?? {}
      // Every field that it has now it had then; the steps of a plan had another name.
      expect({ ...stored, parent: null, ...(plan ? { steps: plan } : {}) }).toMatchObject(item)
      expect(timelineItemSchema.parse(throughJson(item))).toEqual(item)
    }
    expect(items.filter(({ kind }) => kind === 'command')).toMatchObject([
      { text: 'cat parser.ts', exitCode: 3, outputBytes: 10 },
      { text: 'kill -9 $$', exitCode: null, outputBytes: 0 },
    ])
    expect(items.find(({ kind }) => kind === 'edit')).toMatchObject({ paths: ['src/parser.ts', 'src/x.ts'] })
  })

  const newer = { ...place, version: 99, kind: 'message', text: 'Done', tone: 'friendly' }
  const strange: readonly (readonly [string, unknown, Partial<TimelineItem>])[] = [
    ['of a kind that there is not', { ...place, kind: 'dream', colour: 'red' }, { ...place, name: 'dream' }],
    ['of a later version', newer, { ...place, name: 'message' }],
    ['with a field too many', { ...samples.message, version: 2, tone: 1 }, { ...place, name: 'message' }],
    ['without one of its fields', { ...place, version: 2, kind: 'command' }, { ...place, name: 'command' }],
    ['of version 1 with a field too many', { ...flat[0], tone: 1 }, { id: 't1-prompt', name: 'prompt' }],
    ['of version 0', { ...flat[0], version: 0 }, { id: 't1-prompt', name: 'prompt' }],
    ['of a version that is no number', { ...flat[0], version: '2' }, { id: 't1-prompt', name: 'prompt' }],
    ['that is no object', 'nonsense', { id: 'unknown-5', seq: 5, name: '', at: 0 }],
    ['that is null', null, { id: 'unknown-5', seq: 5, name: '' }],
    ['that is a list', [1], { id: 'unknown-5', seq: 5, name: '' }],
    [
      'with an envelope that is none',
      { kind: 'x', id: 4, seq: 'a', state: 'odd' },
      { id: 'unknown-5', seq: 5 },
    ],
  ]
  it.each(strange)('%s is shown as unknown, and is kept', (_, stored, expected) => {
    const item = fromStoredItem(stored, 5)
    expect(item).toMatchObject({ ...expected, kind: 'unknown', raw: stored })
    expect(toStoredItem(item)).toEqual(stored)
    expect(timelineItemSchema.parse(throughJson(item))).toEqual(item)
  })
})
