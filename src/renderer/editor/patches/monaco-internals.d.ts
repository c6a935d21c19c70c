/** The few internal parts of Monaco that the patches are made of; `monaco-editor` is pinned exactly. */
declare module 'monaco-editor/editor/common/core/ranges/lineRange.js' {
  export class LineRange {
    constructor(startLineNumber: number, endLineNumberExclusive: number)
    readonly startLineNumber: number
    readonly endLineNumberExclusive: number
  }
}
declare module 'monaco-editor/editor/common/diff/rangeMapping.js' {
  import type { Range } from 'monaco-editor/editor/editor.api.js'
  import type { LineRange } from 'monaco-editor/editor/common/core/ranges/lineRange.js'
  export class RangeMapping {
    constructor(originalRange: Range, modifiedRange: Range)
    readonly originalRange: Range
    readonly modifiedRange: Range
  }
  export class DetailedLineRangeMapping {
    constructor(original: LineRange, modified: LineRange, innerChanges: readonly RangeMapping[] | undefined)
  }
}
declare module 'monaco-editor/editor/browser/widget/diffEditor/registrations.contribution.js' {
  interface WordDecoration {
    className: string | null
    inlineClassName: string | null
    beforeContentClassName: string | null
  }
  export const diffAddDecoration: WordDecoration
  export const diffAddDecorationEmpty: WordDecoration
  export const diffDeleteDecoration: WordDecoration
  export const diffDeleteDecorationEmpty: WordDecoration
}
declare module 'monaco-editor/editor/browser/view/viewLayer.js' {
  import type { IPosition, Position, editor } from 'monaco-editor/editor/editor.api.js'
  export interface ViewModel {
    readonly model: editor.ITextModel
    readonly coordinatesConverter: {
      convertModelPositionToViewPosition(position: Position): IPosition
    }
  }
  interface ViewLines {
    readonly fromLineNumber: number
    readonly toLineNumber: number
  }
  export class VisibleLinesCollection {
    readonly _viewContext: { readonly viewModel: ViewModel }
    onFlushed(event: unknown, flushDom?: boolean): boolean
    onLinesDeleted(lines: ViewLines): boolean
    onLinesInserted(lines: ViewLines): boolean
  }
}
declare module 'monaco-editor/editor/browser/controller/editContext/textArea/textAreaEditContext.js' {
  export class TextAreaEditContext {
    _primaryCursorVisibleRange: unknown
    isFocused(): boolean
    prepareRender(context: unknown): void
    onFocusChanged(event: unknown): boolean
  }
}
declare module 'monaco-editor/editor/browser/viewParts/viewCursors/viewCursors.js' {
  interface ViewCursor {
    _renderData: unknown
  }
  export class ViewCursors {
    readonly _editorHasFocus: boolean
    readonly _primaryCursor: ViewCursor
    readonly _secondaryCursors: readonly ViewCursor[]
    prepareRender(context: unknown): void
    onFocusChanged(event: unknown): boolean
  }
}
declare module 'monaco-editor/editor/browser/viewParts/overlayWidgets/overlayWidgets.js' {
  export class ViewOverlayWidgets {
    prepareRender(context: unknown): void
  }
}
declare module 'monaco-editor/base/common/strings.js' {
  export function isFullWidthCharacter(code: number): boolean
  export class AmbiguousCharacters {
    static getInstance(locales: ReadonlySet<string>): AmbiguousCharacters
    isAmbiguous(codePoint: number): boolean
  }
}
declare module 'monaco-editor/editor/common/viewModel/viewModelLines.js' {
  import type { editor } from 'monaco-editor/editor/editor.api.js'
  export class ViewModelLinesFromProjectedModel {
    readonly modelLineProjections: readonly { isVisible(): boolean }[]
    getDecorationsInRange(...args: unknown[]): readonly editor.IModelDecoration[]
  }
}
declare module 'monaco-editor/editor/common/languages.js' {
  /** What a line leaves for the next one; compared by nobody here. */
  interface TokenizerState {
    clone(): TokenizerState
  }
  interface TokenizationSupport {
    getInitialState(): TokenizerState
    tokenizeEncoded(
      line: string,
      hasEOL: boolean,
      state: TokenizerState,
    ): { readonly tokens: Uint32Array; readonly endState: TokenizerState }
  }
  export const TokenizationRegistry: {
    get(language: string): TokenizationSupport | null
    getOrCreate(language: string): Promise<TokenizationSupport | null>
    getColorMap(): readonly unknown[] | null
    onDidChange(listener: () => void): { dispose(): void }
  }
}
declare module 'monaco-editor/editor/common/encodedTokenAttributes.js' {
  export const TokenMetadata: { getClassNameFromMetadata(metadata: number): string }
}
