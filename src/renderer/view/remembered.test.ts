import { describe, expect, it } from 'vitest'
import { recall, remember, type Remembered, type WindowMemory } from './remembered.ts'

function storage(): ReturnType<WindowMemory['own']> {
  const items = new Map<string, string>()
  return {
    getItem: (name) => items.get(name) ?? null,
    setItem: (name, text) => void items.set(name, text),
  }
}

/** Windows of one browser: each has a storage of its own, all have one together. */
function browser(): () => WindowMemory {
  const shared = storage()
  return () => {
    const own = storage()
    return { own: () => own, last: () => shared }
  }
}

const shown: Remembered = {
  session: 'a',
  repository: 'r',
  queueOpen: false,
  contextChoices: { small: true, wide: false },
  contextOpenExisting: true,
  queueWidth: 300,
  contextWidth: 400,
}

describe('what a window remembers', () => {
  it('is its own, whatever other windows show', () => {
    const open = browser()
    const [first, second] = [open(), open()]
    remember(first, shown)
    remember(second, { ...shown, session: 'b', queueWidth: 200 })
    expect(recall(first)).toEqual(shown)
    expect(recall(second)).toMatchObject({ session: 'b', queueWidth: 200 })
  })

  it('begins with what the last window left', () => {
    const open = browser()
    remember(open(), shown)
    remember(open(), { ...shown, session: 'b' })
    expect(recall(open())).toEqual({ ...shown, session: 'b' })
  })

  it('is written when it changes, and not over what another window changed since', () => {
    const open = browser()
    const [first, second] = [open(), open()]
    remember(first, shown)
    remember(second, { ...shown, session: 'b' })
    // A dialog opens, say: what this window keeps is the same.
    remember(first, { ...shown })
    expect(recall(open())).toMatchObject({ session: 'b' })
    remember(first, { ...shown, queueWidth: 210 })
    expect(recall(open())).toMatchObject({ session: 'a', queueWidth: 210 })
  })

  it('is the default where nothing is kept, can be kept, or makes sense', () => {
    const fallback = recall(browser()())
    expect(fallback).toMatchObject({ session: null, queueOpen: true, queueWidth: 260, contextWidth: 320 })
    const none = (): never => {
      throw new Error('storage is off')
    }
    const without: WindowMemory = { own: none, last: none }
    remember(without, shown)
    expect(recall(without)).toEqual(fallback)
    for (const text of ['', '{', 'null', '3', '[]', '{"session":7,"queueWidth":9000,"contextWidth":null}']) {
      const memory = browser()()
      memory.own().setItem('winnow.view', text)
      expect(recall(memory)).toEqual(fallback)
    }
  })
})
