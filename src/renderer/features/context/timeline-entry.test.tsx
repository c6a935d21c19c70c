import { renderToStaticMarkup } from 'react-dom/server'
import { describe, expect, it } from 'vitest'
import type { KnownItem, TimelineItem } from '#shared/domain/timeline/timeline-item.ts'
import { sampleItems, samplePlace } from '#test/support/timeline-items.ts'
import { TimelineEntry } from './timeline-entry.tsx'

/** Whether a field of an item holds words or paths, and no name that the program knows. */
const isWord = (field: string): boolean =>
  !['id', 'kind', 'state', 'effect', 'parent', 'answer'].includes(field)

const shown = (item: TimelineItem): string =>
  renderToStaticMarkup(<TimelineEntry item={item} session="s" large={false} />).replaceAll(/<[^>]*>/g, ' ')

describe('an item of the timeline', () => {
  it.each<[TimelineItem['kind'], RegExp]>([
    ['prompt', /Do it/],
    ['message', /Done/],
    ['reasoning', /Hm/],
    ['command', /make .*10 ms/],
    ['output', /agent/],
    ['toolCall', /web\.search \{\}/],
    ['edit', /Edit a +a/],
    ['plan', /Begin.*to do/],
    ['notice', /Take note/],
    ['approval', /make.*asks for permission/],
    ['question', /Which\?.*A/],
    ['compaction', /shortened/],
    ['check', /r2: npm test/],
    ['finding', /P1 Off by one.*a:1–2/],
    ['review', /Read the parser first.*a:2.*The bound is new/],
    ['revision', /r1/],
    ['landing', /Landed/],
    ['usage', /2 requests to the model: 1,200 tokens in \(1,000 cached\), 30 out \(10 for thinking\)/],
  ])('of kind %s says what it is', (kind, words) => {
    if (kind === 'unknown') throw new Error('it has a test of its own')
    expect(shown(sampleItems[kind])).toMatch(words)
  })

  it.each(Object.values(sampleItems))('of kind $kind names what can’t be seen in its words', (item) => {
    const hostile = (value: unknown): unknown =>
      typeof value === 'string'
        ? `${value}\u202ey\u200bz`
        : Array.isArray(value)
          ? value.map(hostile)
          : typeof value === 'object' && value !== null
            ? Object.fromEntries(
                Object.entries(value).map(([name, one]) => [name, isWord(name) ? hostile(one) : one]),
              )
            : value
    for (const state of ['completed', 'running'] as const) {
      const markup = renderToStaticMarkup(
        <TimelineEntry item={{ ...(hostile(item) as KnownItem), state }} session="s" large={false} />,
      )
      expect(markup).not.toMatch(/[\u202e\u200b]/)
      // What was used is said in numbers alone, and a checkpoint has no words.
      expect(markup.includes('⟨U+202E⟩')).toBe(item.kind !== 'usage' && item.kind !== 'checkpoint')
    }
  })

  it('that this version does not understand says so, and what it was', () => {
    const raw = { kind: 'dream' }
    const item = { ...samplePlace, kind: 'unknown', name: 'dream', version: 3, raw } as const
    expect(shown(item)).toMatch(/“dream” that this version of Winnow can’t show.*Show what was stored/)
    expect(shown({ ...item, name: '' })).toMatch(/Something that this version/)
  })

  it.each([
    ['interrupted', 'interrupted'],
    ['declined', 'declined'],
    ['waiting', 'waits for you'],
    ['failed', 'failed · 10 ms'],
  ] as const)('that is %s says so', (state, words) => {
    expect(shown({ ...sampleItems.command, state })).toMatch(new RegExp(words))
  })
})
