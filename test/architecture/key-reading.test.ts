import { expect, it } from 'vitest'
import { projectFiles, read } from './project.ts'

/** The only file that may ask an event which key it is about. */
const reader = 'src/renderer/commands/key-reader.ts'

/** Names that a source gives to key events: by their type, or as what a handler of keys is given. */
function namesOfEvents(source: string): ReadonlySet<string> {
  const given = [
    /(\w+)\s*:\s*(?:\w+\.)?KeyboardEvent\b/g,
    /onKey(?:Down|Up|Press)(?:Capture)?=\{\s*(?:async\s*)?\(?\s*(\w+)/g,
    /\bonKey(?:Down|Up)\(\s*\(?\s*(\w+)/g,
    /addEventListener\(\s*'key\w+',\s*(?:async\s*)?\(?\s*(\w+)/g,
  ]
  return new Set([
    'event',
    ...given.flatMap((one) => [...source.matchAll(one)].map((found) => found[1] ?? '')),
  ])
}

/** Every place of a source that reads a key of an event without the reader, as it is written. */
export function rawKeysIn(source: string): readonly string[] {
  const code = source.replaceAll(/\/\*[^]*?\*\/|\/\/[^\n]*/g, '')
  const names = [...namesOfEvents(code)].join('|')
  const raw = [
    // Nothing else has these.
    /\.(?:keyCode|charCode|which|isComposing|getModifierState)\b/g,
    /\bKeyCode\.\w+/g,
    new RegExp(`\\b(?:${names})(?:\\??\\.(?:nativeEvent|browserEvent))?\\??\\.(?:key|code)\\b`, 'g'),
    new RegExp(`\\b(?:nativeEvent|browserEvent)\\??\\.(?:key|code)\\b`, 'g'),
    new RegExp(
      `\\{[^{}]*\\b(?:key|code)\\b[^{}]*\\}\\s*(?:=\\s*(?:${names})\\b|:\\s*(?:\\w+\\.)?KeyboardEvent)`,
      'g',
    ),
    new RegExp(`\\b(?:${names})\\[['"](?:key|code|keyCode)['"]\\]`, 'g'),
  ]
  return raw.flatMap((one) => code.match(one) ?? [])
}

it('finds each way to read a key past the reader', () => {
  const ways = [
    "const onKey = (event: KeyboardEvent) => event.key === 'Enter'",
    "const onKey = (pressed: React.KeyboardEvent) => pressed.code === 'KeyA'",
    "<input onKeyDown={(e) => (e.key === 'Enter' ? save() : undefined)} />",
    "window.addEventListener('keydown', (it) => it.key)",
    'const { key } = event',
    "const onKey = ({ key }: KeyboardEvent) => key === 'Escape'",
    'if (event.nativeEvent.isComposing) return',
    'event.keyCode === monaco.KeyCode.Enter',
    "event['key']",
    'editor.onKeyDown((press) => press.browserEvent.code)',
  ]
  expect(ways.filter((way) => rawKeysIn(way).length === 0)).toEqual([])
  const others = [
    'item.key === row.key',
    'error.code',
    'const { key } = entry',
    '// event.key is read elsewhere',
  ]
  expect(others.flatMap((one) => rawKeysIn(one))).toEqual([])
})

it('lets one file of the page read keys of events', () => {
  const wrong = projectFiles()
    .filter((file) => /^src\/(renderer|preload)\/.*\.tsx?$/.test(file) && file !== reader)
    // What says what a press is hears no event.
    .filter((file) => !/^src\/renderer\/commands\/composition\.ts$/.test(file))
    .flatMap((file) => rawKeysIn(read(file)).map((found) => `${file}: ${found}`))
  expect(wrong, `read keys with keyOf of ${reader}`).toEqual([])
})
