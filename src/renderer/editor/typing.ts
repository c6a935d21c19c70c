import { toDisposable, type Disposable } from '#shared/base/disposable.ts'
import type { HeldKey } from '#renderer/commands/held-presses.ts'
import { keyOf, pressAgain } from '#renderer/commands/key-reader.ts'
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

/**
 * Does in the text what keys would have done that were pressed before it could be typed into. The editor hears each press
 * again, so that it moves and selects as it always does. Returns those after one that ended typing.
 */
export function typeHeld(editor: monaco.editor.ICodeEditor, held: readonly HeldKey[]): readonly HeldKey[] {
  for (const [index, press] of held.entries()) {
    // Asked of the document: the editor says that it has no focus while the window has none.
    if (editor.getDomNode()?.contains(document.activeElement) !== true) return held.slice(index)
    if (press.kind === 'pasted')
      editor.trigger('keyboard', 'paste', {
        text: press.data.getData('text/plain'),
        pasteOnNewLine: false,
        multicursorText: null,
      })
    else if (press.kind === 'text') editor.trigger('keyboard', 'type', { text: press.text })
    else {
      const isFree = document.activeElement?.dispatchEvent(pressAgain(press.event, press.event.timeStamp))
      // What a press does by itself in a field does not happen for one that a script made.
      if (isFree && breaks.has(press.key)) editor.trigger('keyboard', 'type', { text: '\n' })
    }
  }
  return []
}

const breaks: ReadonlySet<string> = new Set(['Enter', 'Shift+Enter'])

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
