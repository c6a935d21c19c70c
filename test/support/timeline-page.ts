import { createElement } from 'react'
import { flushSync } from 'react-dom'
import { createRoot } from 'react-dom/client'
import { TimelineEntry } from '#renderer/features/context/timeline-entry.tsx'
import type { TimelineItem } from '#shared/domain/timeline/timeline-item.ts'
import '#renderer/styles/base.css'
import { sampleItems, samplePlace } from './timeline-items.ts'

/** A page with one item of the timeline, for tests of how it looks. */
export interface TimelinePage {
  /** What can be shown: every kind, as it is and failed, in words that are far longer than a pane is wide. */
  readonly kinds: readonly string[]
  /** Shows one of them in `width` pixels, and gives by how many pixels it is wider than that. */
  show(index: number, width: number): number
  /** Shows all of them below each other, as a list in `width` pixels. */
  showAll(width: number): void
}

const long = `src/${'averylongname'.repeat(20)}.ts`
const sentences = ['text', 'title', 'reason', 'answer', 'tool', 'path', 'input', 'name']
const items: readonly TimelineItem[] = [
  ...Object.values(sampleItems),
  { ...sampleItems.question, answer: null },
  { ...samplePlace, kind: 'unknown', name: 'dream', version: 3, raw: {} } as const,
].flatMap((item): TimelineItem[] => {
  const fields = Object.entries(item).map(([name, value]: [string, unknown]): [string, unknown] => {
    if (sentences.includes(name) && typeof value === 'string') return [name, `It is \`${long}\` and ${long}`]
    if (name === 'paths') return [name, [long, 'b.ts']]
    if (name === 'steps') return [name, [{ step: long, state: 'inProgress' }]]
    if (name === 'options' && item.kind === 'question') return [name, [{ label: long, description: long }]]
    return [name, value]
  })
  const stretched = { ...item, ...Object.fromEntries(fields) } as TimelineItem
  return [stretched, { ...stretched, state: 'failed' }]
})

const pane = document.createElement('div')
document.body.append(pane)
const root = createRoot(pane)
const page: TimelinePage = {
  kinds: items.map(({ kind, state }) => `${kind} that is ${state}`),
  show(index, width) {
    const item = items[index]
    if (item === undefined) throw new Error(`no item ${index}`)
    pane.style.width = `${width}px`
    const entry = createElement(TimelineEntry, { item, session: 's', large: false, key: index })
    flushSync(() => root.render(entry))
    return pane.scrollWidth - pane.clientWidth
  },
  showAll(width) {
    pane.style.width = `${width}px`
    const entries = items.map((item, index) =>
      createElement(
        'li',
        { key: index },
        createElement(TimelineEntry, {
          item: { ...item, id: `${item.id}${index}` },
          session: 's',
          large: false,
        }),
      ),
    )
    flushSync(() => root.render(createElement('ul', {}, entries)))
  },
}
Object.assign(window, { timelinePage: page })
