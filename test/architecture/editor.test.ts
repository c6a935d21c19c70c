import { expect, test } from 'vitest'
import { importSpecifiers, resolveSpecifier } from './imports.ts'
import { projectFiles, read, sourceFiles } from './project.ts'

const editor = 'src/renderer/editor/'
const patches = `${editor}patches/`
const renderer = sourceFiles().filter((file) => file.startsWith('src/renderer/'))

test('the editor has one door', () => {
  const wrong = renderer
    .filter((file) => !file.startsWith(editor))
    .flatMap((file) =>
      importSpecifiers(read(file))
        .map((specifier) => resolveSpecifier(file, specifier))
        .filter((target) => target?.startsWith(editor) && target !== `${editor}index.ts`)
        .map((target) => `${file} imports ${target}`),
    )
  expect(wrong).toEqual([])
})

test('only the patches reach behind Monaco’s public interface', () => {
  const open =
    /^monaco-editor\/(editor\/editor\.(api|worker)|(features|languages)\/.*\/?register(\.all)?)\.js$/
  const wrong = renderer
    .filter((file) => !file.startsWith(patches))
    .flatMap((file) =>
      importSpecifiers(read(file))
        .filter((specifier) => specifier.startsWith('monaco-editor') && !open.test(specifier))
        .map((specifier) => `${file} imports ${specifier}`),
    )
  expect(wrong).toEqual([])
})

test('no other file names what Monaco draws', () => {
  const names = /\.(?:monaco-[a-z]|view-(?:lines?|zones|overlays)\b|lines-content\b|inputarea\b)/
  const wrong = projectFiles().filter(
    (file) =>
      file.startsWith('src/renderer/') &&
      !file.startsWith(patches) &&
      /\.(tsx?|css)$/.test(file) &&
      names.test(read(file).replaceAll(/(?:from|import) '[^']+'/g, '')),
  )
  expect(wrong).toEqual([])
})

test('every patch has a contract test of its name', () => {
  const contract = read('test/e2e/monaco-patches.spec.ts')
  const files = projectFiles().filter((file) => file.startsWith(patches) && !file.endsWith('.d.ts'))
  expect(files.length).toBeGreaterThan(5)
  const missing = files.filter(
    (file) => !contract.includes(`test('${file.slice(patches.length).replace(/\.\w+$/, '')}: `),
  )
  expect(missing).toEqual([])
})
