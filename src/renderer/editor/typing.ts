import { toDisposable, type Disposable } from '#shared/base/disposable.ts'
import type { HeldKey } from '#renderer/commands/held-presses.ts'
import { keyOf } from '#renderer/commands/key-reader.ts'
import type { LineChange } from './line-change.ts'
import type { ModelPair } from './model-pool.ts'
import { monaco } from './monaco.ts'
import { typingMarks } from './options.ts'
import { injectedDiffs } from './patches/injected-diff.ts'

/** What the keys do that end typing: Mod+Enter saves, Escape leaves what was typed as a draft, Shift+Escape drops it. */
export interface TypingKeys {
  readonly save: () => void
  readonly leave: () => void
  readonly drop: () => void
  /** Something was typed. */
  readonly typed: () => void
}

const endings: Readonly<Record<string, 'save' | 'leave' | 'drop'>> = {
  'Mod+Enter': 'save',
  Escape: 'leave',
  'Shift+Escape': 'drop',
}

/**
 * Makes the new side writable, with the cursor at a change, until the result is disposed. Changes follow what is typed;
 * the pair must be a copy that belongs to the caller.
 */
export function beginTyping(
  editor: monaco.editor.ICodeEditor,
  pair: ModelPair | null,
  change: LineChange | null,
  keys: TypingKeys,
): Disposable {
  if (pair !== null) injectedDiffs.track(pair.modified)
  editor.updateOptions({ readOnly: false, domReadOnly: false, cursorStyle: 'line', ...typingMarks })
  if (change !== null) {
    const line = Math.max(1, Math.min(pair?.modified.getLineCount() ?? 1, change.newStart))
    editor.setPosition({
      lineNumber: line,
      column: pair?.modified.getLineFirstNonWhitespaceColumn(line) || 1,
    })
  }
  editor.focus()
  const listener = editor.onKeyDown((event) => {
    const ending = endings[keyOf(event) ?? '']
    if (ending === undefined) return
    event.preventDefault()
    event.stopPropagation()
    keys[ending]()
  })
  const typing = editor.onDidChangeModelContent(() => keys.typed())
  return toDisposable(() => {
    listener.dispose()
    typing.dispose()
    editor.updateOptions({
      readOnly: true,
      domReadOnly: true,
      unicodeHighlight: { ambiguousCharacters: false, invisibleCharacters: false },
    })
  })
}

const moves: Readonly<Record<string, string>> = {
  ArrowDown: 'cursorDown',
  ArrowLeft: 'cursorLeft',
  ArrowRight: 'cursorRight',
  ArrowUp: 'cursorUp',
  Backspace: 'deleteLeft',
  Delete: 'deleteRight',
  End: 'cursorEnd',
  Home: 'cursorHome',
  Tab: 'tab',
}

/** Does in the text what keys would have done that were pressed before it could be typed into. */
export function typeHeld(
  editor: monaco.editor.ICodeEditor,
  held: readonly HeldKey[],
  keys: TypingKeys,
): void {
  for (const press of held) {
    const text = press.kind === 'text' ? press.text : press.key === 'Enter' ? '\n' : null
    if (text !== null) editor.trigger('keyboard', 'type', { text })
    else if (press.kind === 'key' && press.key in endings) return keys[endings[press.key] ?? 'leave']()
    else if (press.kind === 'key' && moves[press.key] !== undefined)
      editor.trigger('keyboard', moves[press.key] ?? '', null)
  }
}

/** Makes a text of what is typed into, as one thing that the editor can undo: only what differs is replaced. */
export function typeOver(editor: monaco.editor.ICodeEditor, text: string): void {
  const model = editor.getModel()
  if (model === null) return
  const before = model.getValue()
  const most = Math.min(before.length, text.length)
  let head = 0
  while (head < most && before[head] === text[head]) head += 1
  let tail = 0
  while (tail < most - head && before[before.length - 1 - tail] === text[text.length - 1 - tail]) tail += 1
  const range = monaco.Range.fromPositions(
    model.getPositionAt(head),
    model.getPositionAt(before.length - tail),
  )
  editor.executeEdits('winnow', [{ range, text: text.slice(head, text.length - tail) }])
}
