import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { testGitEnvironment } from '#test/support/repository.ts'

/** A repository whose head changes small files and, between them, files that are far too large to be read. */
export interface HugeCorpus {
  readonly path: string
  readonly base: string
  readonly head: string
}

/** The files in the order of the changeset. */
export const hugeFiles = {
  before: 'a/before.ts',
  /** 39,000 lines with 3,900 hunks. */
  declarations: 'b/declarations.d.ts',
  between: 'c/between.ts',
  /** 200,000 lines with 2,000 hunks. */
  bundle: 'd/bundle.js',
  beforeLock: 'e/before-lock.ts',
  /** 200,000 lines changed: half removed, half added, in 2,000 hunks. */
  lock: 'f/lock.json',
  beforeLine: 'g/before-line.ts',
  /** One line of 5 MB. */
  line: 'h/line.js',
  last: 'i/last.ts',
} as const

interface Shape {
  readonly lines: number
  /** Distance from the begin of one hunk to the next. */
  readonly every: number
  /** Lines that a hunk replaces. */
  readonly changed: number
}

const ordinary: Shape = { lines: 1200, every: 30, changed: 3 }
const shapes: readonly (readonly [string, Shape])[] = [
  [hugeFiles.before, ordinary],
  [hugeFiles.declarations, { lines: 39_000, every: 10, changed: 1 }],
  [hugeFiles.between, ordinary],
  [hugeFiles.bundle, { lines: 200_000, every: 100, changed: 2 }],
  [hugeFiles.beforeLock, ordinary],
  [hugeFiles.lock, { lines: 200_000, every: 100, changed: 50 }],
  [hugeFiles.beforeLine, ordinary],
  [hugeFiles.last, ordinary],
]

/** Makes the corpus in a folder that is not there yet. */
export function makeHugeCorpus(folder: string): HugeCorpus {
  const git = (...args: string[]): string =>
    execFileSync('git', args, { cwd: folder, env: testGitEnvironment(folder), encoding: 'utf8' }).trim()
  const write = (name: string, text: string): void => {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true })
    writeFileSync(path.join(folder, name), text)
  }
  const commit = (message: string, head: boolean): string => {
    for (const [name, { lines, every, changed }] of shapes) {
      const word = name.endsWith('.json') ? lockLine : codeLine
      const text = Array.from({ length: lines }, (_, line) =>
        word(line, head && line % every >= every - changed),
      )
      write(name, text.join(''))
    }
    const statements = Array.from(
      { length: 180_000 },
      (_, index) => `let v${index}=${index}*${head ? 3 : 2};`,
    )
    write(hugeFiles.line, `${statements.join('')}\n`.slice(0, 5_000_000))
    git('add', '-A')
    git('commit', '-q', '-m', message)
    return git('rev-parse', 'HEAD')
  }
  mkdirSync(folder, { recursive: true })
  git('init', '-q', '-b', 'main')
  const base = commit('Base', false)
  git('checkout', '-q', '-b', 'work')
  const head = commit('Change what is huge', true)
  git('checkout', '-q', 'main')
  return { path: folder, base, head }
}

const codeLine = (line: number, changed: boolean): string =>
  changed
    ? `export const tide${line} = harbour(${line}, 'spring') // raised\n`
    : `export const tide${line} = harbour(${line}, 'neap')\n`
const lockLine = (line: number, changed: boolean): string =>
  `  "node_modules/package-${line}": { "version": "1.${changed ? 1 : 0}.${line}" },\n`
