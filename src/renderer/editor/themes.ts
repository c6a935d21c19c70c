import { withTokenColours } from '#renderer/ui/token-colours.ts'
import { monaco, startMonaco } from './monaco.ts'
import { syntax } from './syntax-colours.ts'

let applied = ''

/** Makes Monaco follow the tokens that hold now. Cheap when nothing changed. */
export function followTheme(): void {
  startMonaco()
  withTokenColours(applyTokens)
}

function applyTokens(valueOf: (token: string) => string): void {
  const colour = (name: string, alpha = ''): string =>
    alpha === '' ? valueOf(name) : valueOf(name).slice(0, 7) + alpha
  const dark = getComputedStyle(document.documentElement).colorScheme === 'dark'
  const words = dark ? syntax.dark : syntax.light
  const ground = colour('--surface-0')
  const key = `${dark}${ground}${colour('--added-line')}`
  if (key === applied) return
  applied = key
  const none = '#00000000'
  monaco.editor.defineTheme('winnow', {
    base: dark ? 'vs-dark' : 'vs',
    inherit: true,
    rules: [
      { token: '', foreground: colour('--text').slice(1, 7) },
      ...Object.entries({
        comment: words.comment,
        keyword: words.keyword,
        string: words.string,
        'string.escape': words.number,
        number: words.number,
        regexp: words.string,
        type: words.type,
        tag: words.tag,
        'attribute.name': words.name,
        'attribute.value': words.string,
        annotation: words.type,
        metatag: words.keyword,
        'string.key.json': words.type,
        delimiter: colour('--text-muted').slice(0, 7),
      }).map(([token, foreground]) => ({ token, foreground: foreground.slice(1) })),
    ],
    colors: {
      'editor.background': ground,
      'editorGutter.background': ground,
      'editor.foreground': colour('--text'),
      'editorLineNumber.foreground': words.lineNumber,
      'editorLineNumber.activeForeground': words.lineNumber,
      'editor.lineHighlightBackground': none,
      'editor.lineHighlightBorder': none,
      'editorCursor.foreground': colour('--text'),
      'editor.selectionBackground': colour('--accent', '40'),
      'editor.inactiveSelectionBackground': colour('--accent', '26'),
      'editor.findMatchBackground': colour('--waiting', '66'),
      'editor.findMatchHighlightBackground': colour('--waiting', '33'),
      'editor.wordHighlightBackground': colour('--accent', '1f'),
      'editor.wordHighlightStrongBackground': colour('--accent', '26'),
      'editor.wordHighlightTextBackground': colour('--accent', '1f'),
      'editorWidget.background': colour('--surface-float'),
      'editorWidget.border': colour('--line'),
      'editorHoverWidget.background': colour('--surface-float'),
      'editorHoverWidget.border': colour('--line'),
      'input.background': colour('--surface-0'),
      'input.border': colour('--line-strong'),
      focusBorder: colour('--accent'),
      'scrollbar.shadow': none,
      'scrollbarSlider.background': colour('--text-faint', '38'),
      'scrollbarSlider.hoverBackground': colour('--text-faint', '66'),
      'scrollbarSlider.activeBackground': colour('--text-faint', '88'),
      'editorOverviewRuler.border': none,
      'editorBracketMatch.background': colour('--accent', '26'),
      'editorBracketMatch.border': none,
      'editorIndentGuide.background1': none,
      'editorIndentGuide.activeBackground1': none,
      'diffEditor.insertedLineBackground': colour('--added-line'),
      'diffEditor.insertedTextBackground': colour('--added-word'),
      'diffEditor.removedLineBackground': colour('--removed-line'),
      'diffEditor.removedTextBackground': colour('--removed-word'),
      'diffEditorGutter.insertedLineBackground': colour('--added-line'),
      'diffEditorGutter.removedLineBackground': colour('--removed-line'),
      'diffEditor.diagonalFill': colour('--line'),
      'diffEditor.border': none,
      'diffEditor.unchangedRegionBackground': colour('--surface-1'),
      'diffEditor.unchangedRegionForeground': colour('--text-muted'),
      'diffEditor.unchangedRegionShadow': none,
      'diffEditor.unchangedCodeBackground': none,
      'editorUnicodeHighlight.border': colour('--waiting'),
    },
  })
  monaco.editor.setTheme('winnow')
}
