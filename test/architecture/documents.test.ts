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

/** What stands below a heading of the second rank, up to the next one. */
function sectionOf(document: string, heading: string): string {
  const [, section = ''] = read(document).split(`\n## ${heading}\n`)
  return section.split('\n## ')[0] ?? ''
}

/** The cells of all tables in a text, row by row, without their heads. */
function rowsIn(text: string): readonly (readonly string[])[] {
  const lines = text.split('\n')
  const isRule = (line: string | undefined): boolean => /^\|[ |-]*$/.test(line ?? '')
  return lines
    .filter((line, at) => line.startsWith('|') && !isRule(line) && !isRule(lines[at + 1]))
    .map((row) =>
      row
        .slice(1, -1)
        .split('|')
        .map((cell) => cell.trim()),
    )
}

const isFile = (name: string): boolean => /\.\w+$/.test(name)

describe('the way in', () => {
  it('answers what a stranger asks with a file', () => {
    const rows = rowsIn(sectionOf('ARCHITECTURE.md', 'Where is …'))
    expect(rows.length).toBeGreaterThanOrEqual(15)
    const wrong = rows.filter(
      ([question = '', answer = '']) => !question.endsWith('?') || !pathsNamedIn(answer).some(isFile),
    )
    expect(wrong).toEqual([])
  })

  it('says for each thing to add which files', () => {
    const items = sectionOf('ARCHITECTURE.md', 'How do I add …').split('\n- ').slice(1)
    const files = new Map(
      items.map((item) => [/^\*\*(.+?)\.\*\*/.exec(item)?.[1], pathsNamedIn(item).filter(isFile).length]),
    )
    const expected = [
      'A command',
      'A setting',
      'An agent',
      'A kind of timeline item',
      'A kind of ledger entry',
      'A git verb',
      'A view',
      'A procedure of the contract',
      'A migration',
    ]
    expect(expected.filter((name) => (files.get(name) ?? 0) < 2)).toEqual([])
  })

  it('leads to each decision, which is a page that says what it is made of', () => {
    const decisions = documents.filter((file) => /^docs\/decisions\/(?!README)/.test(file))
    expect(decisions.length).toBeGreaterThanOrEqual(10)
    const linked = pathsNamedIn(read('docs/decisions/README.md'))
      .filter((name) => name.endsWith('.md'))
      .map((name) => `docs/decisions/${name}`)
    expect([...decisions].sort()).toEqual([...linked].sort())
    const wrong = decisions.filter((file) => {
      const headings = [...read(file).matchAll(/^## (.+)$/gm)].map((match) => match[1])
      const expected = ['Context', 'Decision', 'What speaks against it', 'What would change it']
      return headings.join() !== expected.join() || read(file).split('\n').length > 50
    })
    expect(wrong).toEqual([])
  })

  it('has one row for each word', () => {
    const words = rowsIn(read('GLOSSARY.md')).map(([word]) => word)
    expect(words.filter((word, at) => words.indexOf(word) !== at)).toEqual([])
    expect(words).toEqual(expect.arrayContaining(['turn', 'channel', 'place', 'act', 'period']))
  })
})

describe('what holds against whom', () => {
  it('names a test of each promise', () => {
    const promises = read('THREATS.md')
      .split(/^- /m)
      .slice(1)
      .map((text) => text.split('\n\n')[0] ?? '')
    expect(promises.length).toBeGreaterThan(20)
    expect(promises.filter((text) => !/`(?:src|test)\/[^`]+\.(?:test|spec)\.tsx?`/.test(text))).toEqual([])
  })
})

describe('generated files', () => {
  it('are what their generators make now', () => {
    expect(read('docs/keys.md')).toBe(keysDocument())
  })
})
