/** The few internal classes of Monaco that injected line changes are made of; `monaco-editor` is pinned exactly. */
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
declare module 'monaco-editor/editor/editor.worker.start.js' {
  export function start(createClient: (context: unknown) => object): unknown
}
declare module 'monaco-editor/features/*/register.js'
declare module 'monaco-editor/languages/definitions/register.all.js'
