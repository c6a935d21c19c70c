import { execFile } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { temporaryFolder } from '#test/support/repository.ts'

/** Ways to read a key past the reader, each of which the rule of `scripts/lint/raw-keys.mjs` finds. */
const ways = [
  "const onKey = (event: KeyboardEvent) => event.key === 'Enter'",
  "const onKey = (pressed: React.KeyboardEvent<Element>) => pressed.code === 'KeyA'",
  "const view = <input onKeyDown={(e) => (e.key === 'Enter' ? save() : undefined)} />",
  'const view = <input onKeyDownCapture={async (e) => e?.key} />',
  "window.addEventListener('keydown', (it) => it.key)",
  "window.addEventListener('keyup', function (it) { save(it.code) })",
  'function onKey(event) { const { key } = event }',
  "const onKey = ({ key }: KeyboardEvent) => key === 'Escape'",
  'if (event.nativeEvent.isComposing) save()',
  'const isEnter = (press) => press.keyCode === monaco.KeyCode.Enter',
  "save(event['key'])",
  'editor.onKeyDown((press) => press.browserEvent.code)',
  'editor.onKeyDown(({ code }) => code)',
  'const last: KeyboardEvent | null = taken()\nsave(last!.key)',
  'save((taken() as KeyboardEvent).key)',
]
const others = [
  'const isSame = item.key === row.key',
  'save(error.code)',
  'const { key } = entry',
  '// event.key is read elsewhere',
  "save('event.key')",
  "list.addEventListener('scroll', (it) => it.key)",
  'const first = rows.map((row) => row.key)',
]

let folder: ReturnType<typeof temporaryFolder>
beforeEach(() => {
  folder = temporaryFolder('winnow-lint-')
})
afterEach(() => folder.remove())

/** Which of the files in the folder the configuration finds raw keys in. */
function lint(config: string, files: Readonly<Record<string, string>>): Promise<readonly string[]> {
  for (const [name, source] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(folder.path, name)), { recursive: true })
    writeFileSync(path.join(folder.path, name), source)
  }
  writeFileSync(path.join(folder.path, '.oxlintrc.json'), config)
  const oxlint = path.resolve('node_modules/oxlint/bin/oxlint')
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [oxlint, '--format', 'json', '--config', '.oxlintrc.json', '.'],
      { cwd: folder.path },
      (_, stdout) => {
        const { diagnostics } = JSON.parse(stdout) as { diagnostics: { code: string; filename: string }[] }
        const found = diagnostics.filter(({ code }) => code === 'winnow(raw-keys)')
        resolve([...new Set(found.map(({ filename }) => filename))].toSorted())
      },
    )
  })
}

it('finds each way to read a key past the reader, and nothing else', async () => {
  const files = Object.fromEntries(
    [...ways, ...others].map((source, index) => [`f${String(index).padStart(2, '0')}.tsx`, source]),
  )
  const config = {
    jsPlugins: [path.resolve('scripts/lint/raw-keys.mjs')],
    rules: { 'winnow/raw-keys': 'error' },
  }
  expect(await lint(JSON.stringify(config), files)).toEqual(Object.keys(files).slice(0, ways.length))
})

it('holds for the whole page, except where keys are read', async () => {
  const config = readFileSync('.oxlintrc.json', 'utf8').replace('./scripts', path.resolve('scripts'))
  const raw = "export const isEnter = (event: KeyboardEvent): boolean => event.key === 'Enter'\n"
  const places = ['src/preload/a.ts', 'src/renderer/features/queue/a.tsx', 'src/renderer/ui/a.ts']
  const readers = ['src/renderer/commands/composition.ts', 'src/renderer/commands/key-reader.ts']
  const files = Object.fromEntries([...places, ...readers, 'src/main/a.ts'].map((name) => [name, raw]))
  expect(await lint(config, files)).toEqual(places)
})
