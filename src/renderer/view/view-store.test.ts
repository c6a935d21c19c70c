import { beforeEach, describe, expect, it } from 'vitest'
import { isPaneOpen, setPaneOpen, showDialog, showSession, viewStore } from './view-store.ts'

const open = (): readonly ('queue' | 'context')[] =>
  (['queue', 'context'] as const).filter((pane) => isPaneOpen(viewStore.getState(), pane))

beforeEach(() => viewStore.setState(viewStore.getInitialState(), true))

describe('the panes of a window', () => {
  it('are open beside the review until they are folded', () => {
    expect(open()).toEqual(['queue', 'context'])
    setPaneOpen('queue', false)
    expect(open()).toEqual(['context'])
  })

  it('leave the room of the context to a review, unless it was opened in windows of that width', () => {
    viewStore.setState({ width: 'small', reviewing: true })
    expect(open()).toEqual(['queue'])
    viewStore.setState({ reviewing: false })
    expect(open()).toEqual(['queue', 'context'])
    viewStore.setState({ reviewing: true })
    setPaneOpen('context', true)
    expect(open()).toEqual(['queue', 'context'])
    setPaneOpen('context', false)
    viewStore.setState({ width: 'medium' })
    expect(open()).toEqual(['queue', 'context'])
  })

  it('remember apart whether the context of a session without an agent is open', () => {
    viewStore.setState({ existing: true })
    expect(open()).toEqual(['queue'])
    setPaneOpen('context', true)
    expect(open()).toEqual(['queue', 'context'])
    viewStore.setState({ existing: false })
    setPaneOpen('context', false)
    viewStore.setState({ existing: true })
    expect(open()).toEqual(['queue', 'context'])
  })

  it('lie over the review one at a time where there is no room', () => {
    viewStore.setState({ narrow: true })
    expect(open()).toEqual([])
    setPaneOpen('queue', true)
    setPaneOpen('context', true)
    expect(open()).toEqual(['context'])
    setPaneOpen('queue', false)
    expect(open()).toEqual(['context'])
    setPaneOpen('context', false)
    viewStore.setState({ narrow: false })
    expect(open()).toEqual(['queue', 'context'])
  })
})

describe('what a window shows', () => {
  it('is a session in the workbench, and one dialog at most', () => {
    expect(viewStore.getState().view).toBe('start')
    showDialog('keys')
    showDialog('palette')
    showSession('a')
    expect(viewStore.getState()).toMatchObject({ view: 'workbench', session: 'a', dialog: 'palette' })
    showDialog(null)
    expect(viewStore.getState().dialog).toBeNull()
  })
})
