import { existsSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { keysDocument } from '../../scripts/generate-keys.ts'
import { projectFiles, read, root } from './project.ts'

const documents = projectFiles().filter(
  (file) => file.endsWith('.md') && !file.startsWith('src/main/demo/content/') && file !== 'CHANGELOG.md',
)

/** Paths a document names: in backticks below a folder of the project, and targets of links. */
function pathsNamedIn(text: string): readonly string[] {
  const quoted = [...text.matchAll(/`((?:src|test|scripts|docs|bin|\.ci)\/[\w./*{},<>-]+)`/g)].map(
    (match) => match[1] ?? '',
  )
  const linked = [...text.matchAll(/\]\(([^)#\s]+)(?:#[^)]*)?\)|(?:src|srcset)="([^"]+)"/g)]
    .map((match) => match[1] ?? match[2] ?? '')
    .filter((target) => !/^[a-z]+:/.test(target))
  return [...quoted.filter((name) => !/[*<{]/.test(name)), ...linked]
}

describe('documents', () => {
  it('name only paths that exist', () => {
    const missing = documents.flatMap((document) =>
      pathsNamedIn(read(document))
        .filter((name) => {
          const fromTop = path.join(root, name)
          const fromDocument = path.join(root, path.dirname(document), name)
          return !existsSync(fromTop) && !existsSync(fromDocument)
        })
        .map((name) => `${document}: ${name}`),
    )
    expect(missing).toEqual([])
  })

  it('name only scripts that exist', () => {
    const scripts = Object.keys((JSON.parse(read('package.json')) as { scripts: object }).scripts)
    const missing = documents.flatMap((document) =>
      [...read(document).matchAll(/`npm run ([\w:]+)/g)]
        .map((match) => match[1] ?? '')
        .filter((name) => !scripts.includes(name))
        .map((name) => `${document}: npm run ${name}`),
    )
    expect(missing).toEqual([])
  })

  it('are found by these rules at all', () => {
    expect(documents).toContain('README.md')
    expect(pathsNamedIn('see `src/main/git/run.ts` and [x](docs/keys.md#a)')).toEqual([
      'src/main/git/run.ts',
      'docs/keys.md',
    ])
  })
})

describe('generated files', () => {
  it('are what their generators make now', () => {
    expect(read('docs/keys.md')).toBe(keysDocument())
  })
})
