import { isBuiltin } from 'node:module'
import { describe, expect, it } from 'vitest'
import {
  importCircles,
  importSpecifiers,
  packageOf,
  resolveSpecifier,
  startingSpecifiers,
} from './imports.ts'
import { bridges, compositions, foundations, hosts, layers, packageHomes } from './layers.ts'
import { projectFiles, read, sourceFiles } from './project.ts'

const isTest = (file: string): boolean => file.startsWith('test/') || /\.test\.tsx?$/.test(file)
const product = sourceFiles().filter((file) => !isTest(file))
const imports = product.flatMap((file) =>
  importSpecifiers(read(file)).map((specifier) => ({
    file,
    specifier,
    target: resolveSpecifier(file, specifier),
  })),
)

describe('import specifiers', () => {
  it('are found in every form and not in comments', () => {
    const source = [
      "import a from 'a'",
      "import type { B } from '../b.ts'",
      "import {\n  c,\n  d,\n} from '#shared/c.ts'",
      "import './style.css'",
      "export * from 'e'",
      "const f = await import('f')",
      "// import no from 'no'",
      "/* import no from 'no' */",
      'const text = "import"',
      "const other = `\nimport no from 'no'\n`",
    ].join('\n')
    expect([...importSpecifiers(source)].sort()).toEqual(
      ['#shared/c.ts', '../b.ts', './style.css', 'a', 'e', 'f'].sort(),
    )
  })

  it('that are loaded at once leave out types and what is imported on demand', () => {
    const source = [
      "import a from 'a'",
      "import type { B } from 'b'",
      "export type { C } from 'c'",
      "export { d } from 'd'",
      "const e = await import('e')",
      "import './f.css'",
    ].join('\n')
    expect([...startingSpecifiers(source)].sort()).toEqual(['./f.css', 'a', 'd'])
  })

  it('are resolved from the file they stand in', () => {
    expect(resolveSpecifier('src/main/git/run.ts', '../store/store.ts')).toBe('src/main/store/store.ts')
    expect(resolveSpecifier('src/main/git/run.ts', '#shared/base/result.ts')).toBe(
      'src/shared/base/result.ts',
    )
    expect(resolveSpecifier('src/main/git/run.ts', 'zod')).toBeNull()
  })
})

describe('the layers', () => {
  it('import only what lies below them', () => {
    const wrong = imports.filter(({ file, target }) => {
      const layer = layers.find(({ prefix }) => file.startsWith(prefix))
      return layer && target !== null && !layer.mayImport.some((prefix) => target.startsWith(prefix))
    })
    expect(wrong).toEqual([])
  })

  it('keep shared code and the renderer free of Node, and the preload free of everything but electron', () => {
    const wrong = imports.filter(
      ({ file, specifier, target }) =>
        target === null &&
        ((/^src\/(shared|renderer)\//.test(file) && isBuiltin(specifier)) ||
          (file.startsWith('src/preload/') && specifier !== 'electron')),
    )
    expect(wrong).toEqual([])
  })

  it('keep packages in their homes', () => {
    const wrong = imports.filter(({ file, specifier, target }) => {
      const homes = target === null ? packageHomes[packageOf(specifier)] : undefined
      return homes && !homes.some((home) => file.startsWith(home))
    })
    expect(wrong).toEqual([])
  })

  it('have one dialog, so that where the focus goes and what lies over it is the same for all', () => {
    const dialogs = imports.filter(({ specifier }) => /^@base-ui\/react\/(?:alert-)?dialog$/.test(specifier))
    expect(dialogs.map(({ file }) => file)).toEqual(['src/renderer/ui/dialog.tsx'])
    const asking = product.filter((file) => /window\.(?:confirm|prompt|alert)\(/.test(read(file)))
    expect(asking).toEqual([])
  })

  it('keep the library of schemas out of the page, which knows the contract by its types', () => {
    const reached = new Set(product.filter((file) => file.startsWith('src/renderer/')))
    const wrong: string[] = []
    for (const file of reached)
      for (const specifier of startingSpecifiers(read(file))) {
        const target = resolveSpecifier(file, specifier)
        if (target !== null && /\.tsx?$/.test(target)) reached.add(target)
        if (target === null && packageOf(specifier) === 'zod') wrong.push(file)
      }
    expect(wrong).toEqual([])
    expect(reached).toContain('src/shared/contract/repeatable.ts')
  })

  it('name no home that nothing lives in', () => {
    const empty = Object.entries(packageHomes).flatMap(([name, homes]) =>
      homes.filter(
        (home) =>
          !imports.some(({ file, specifier }) => file.startsWith(home) && packageOf(specifier) === name),
      ),
    )
    expect(empty).toEqual([])
  })

  it('import files that exist', () => {
    const files = new Set(projectFiles())
    const missing = imports.filter(({ target }) => target !== null && !files.has(target))
    expect(missing).toEqual([])
  })
})

describe('imports', () => {
  it('that run in a circle are found, whatever leads into it', () => {
    const edge = (text: string) => ({ file: text[0] ?? '', target: text[1] ?? '' })
    expect(importCircles(['ab', 'bc', 'cd', 'db', 'ae', 'ef', 'bf', 'gg', 'ha'].map(edge))).toEqual([
      ['b', 'c', 'd'],
      ['g'],
    ])
    expect(importCircles(['ab', 'ac', 'bd', 'cd'].map(edge))).toEqual([])
  })

  it('run in no circle, those of types included', () => {
    const edges = imports.flatMap(({ file, target }) => (target === null ? [] : [{ file, target }]))
    expect(importCircles(edges)).toEqual([])
  })
})

describe('the nouns of the main process', () => {
  const folderOf = (file: string): string | null => /^src\/main\/([^/]+)\//.exec(file)?.[1] ?? null

  it('do not import each other', () => {
    const wrong = imports.filter(({ file, target }) => {
      const from = folderOf(file)
      const to = target === null ? null : folderOf(target)
      if (
        from === null ||
        to === null ||
        from === to ||
        foundations.includes(to) ||
        compositions.includes(from)
      )
        return false
      if (hosts.includes(from) && hosts.includes(to)) return false
      return !bridges.some((bridge) => bridge.from === from && bridge.to === to)
    })
    expect(wrong).toEqual([])
  })

  it('do not import the files that wire them together', () => {
    const wrong = imports.filter(
      ({ file, target }) =>
        folderOf(file) !== null &&
        !compositions.includes(folderOf(file) ?? '') &&
        target !== null &&
        /^src\/main\/[^/]+\.ts$/.test(target),
    )
    expect(wrong).toEqual([])
  })
})
