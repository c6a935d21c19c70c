import type { monaco } from './monaco.ts'
import type { Sidedness } from './model-pool.ts'

/** How a person wants to look at changes. None of it changes what a hunk is. */
export interface DiffView {
  readonly layout: 'split' | 'unified'
  readonly wrap: boolean
  /** Whether unchanged lines far from a change are shown too. */
  readonly wholeFile: boolean
  readonly fontSize: number
  readonly ligatures: boolean
}

/** Up to this width in pixels both sides are shown as one column. */
export const splitBreakpoint = 520

/** Digits of a line number that there is room for at least. */
const fewestDigits = 3

/**
 * Monaco's options for a view whose line numbers need room for so many digits. Trimmed white space is never ignored: what
 * is hidden would still be accepted.
 */
export function diffOptions(
  view: DiffView,
  sides: Sidedness,
  digits: number,
): monaco.editor.IStandaloneDiffEditorConstructionOptions & monaco.editor.IGlobalEditorOptions {
  const style = getComputedStyle(document.documentElement)
  return {
    automaticLayout: true,
    readOnly: true,
    domReadOnly: true,
    originalEditable: false,
    renderSideBySide: view.layout === 'split' && sides === 'both',
    useInlineViewWhenSpaceIsLimited: true,
    renderSideBySideInlineBreakpoint: splitBreakpoint,
    enableSplitViewResizing: true,
    ignoreTrimWhitespace: false,
    renderIndicators: true,
    renderMarginRevertIcon: false,
    renderGutterMenu: false,
    renderOverviewRuler: false,
    compactMode: false,
    // One widget for each hidden run on each side takes seconds in large files; see `gaps.ts`.
    hideUnchangedRegions: { enabled: false },
    experimental: { showMoves: false, useTrueInlineView: false },
    diffWordWrap: view.wrap ? 'on' : 'off',
    wordWrap: view.wrap ? 'on' : 'off',
    fontFamily: style.getPropertyValue('--font-mono') || 'monospace',
    fontSize: view.fontSize,
    lineHeight: Math.round((view.fontSize * 20) / 13),
    fontLigatures: view.ligatures,
    minimap: { enabled: false },
    glyphMargin: false,
    folding: false,
    renderFinalNewline: 'off',
    lineNumbersMinChars: Math.max(fewestDigits, digits),
    lineDecorationsWidth: 14,
    renderLineHighlight: 'none',
    scrollBeyondLastLine: true,
    smoothScrolling: false,
    cursorSmoothCaretAnimation: 'off',
    overviewRulerLanes: 0,
    hideCursorInOverviewRuler: true,
    guides: { indentation: false, bracketPairs: false },
    bracketPairColorization: { enabled: false },
    matchBrackets: 'near',
    occurrencesHighlight: 'off',
    selectionHighlight: true,
    links: false,
    contextmenu: false,
    quickSuggestions: false,
    suggestOnTriggerCharacters: false,
    parameterHints: { enabled: false },
    hover: { enabled: 'off' },
    stickyScroll: { enabled: false },
    dropIntoEditor: { enabled: false },
    dragAndDrop: false,
    // Long lines are cut around what changed in them, or wrapped; see `reading-text.ts`.
    stopRenderingLineAfter: -1,
    maxTokenizationLineLength: 10_000,
    largeFileOptimizations: true,
    // What is read has marks of its own; see `shown-marks.ts`.
    unicodeHighlight: {
      ambiguousCharacters: false,
      invisibleCharacters: false,
      nonBasicASCII: false,
    },
    scrollbar: {
      verticalScrollbarSize: 10,
      verticalSliderSize: 6,
      horizontalScrollbarSize: 10,
      horizontalSliderSize: 6,
      useShadows: false,
    },
    padding: { top: 0, bottom: 0 },
    // The other way to take text in measures its place before each drawing, which lays the whole page out.
    editContext: false,
    accessibilitySupport: 'auto',
    originalAriaLabel: 'Before',
    modifiedAriaLabel: 'After',
    tabFocusMode: true,
  }
}

/**
 * What the old side shows besides its text. Where a file has one side only, the old editor is nothing but a margin
 * without numbers; beside another it needs no room for glyphs, which Monaco gives it.
 */
export function oldSideOptions(sides: Sidedness, unified: boolean): monaco.editor.IEditorOptions {
  return {
    glyphMargin: false,
    lineNumbers: sides === 'both' ? 'on' : 'off',
    lineDecorationsWidth: sides === 'both' ? 14 : 0,
    // Monaco turns wrapping off for the unified layout, and leaves it off afterwards.
    ...(unified ? {} : { wordWrapOverride2: 'inherit' as const }),
  }
}

/** While typing, Monaco marks look-alikes: in strings and comments too, and in whatever language the person reads. */
export const typingMarks: monaco.editor.IEditorOptions = {
  unicodeHighlight: {
    ambiguousCharacters: true,
    invisibleCharacters: true,
    nonBasicASCII: false,
    includeComments: true,
    includeStrings: true,
    allowedLocales: {},
  },
}
