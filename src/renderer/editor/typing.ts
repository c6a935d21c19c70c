import { toDisposable, type Disposable } from '#shared/base/disposable.ts'
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
    const key = keyOf(event)
    if (key !== 'Mod+Enter' && key !== 'Escape' && key !== 'Shift+Escape') return
    event.preventDefault()
    event.stopPropagation()
    keys[key === 'Mod+Enter' ? 'save' : key === 'Escape' ? 'leave' : 'drop']()
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
