import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { testGitEnvironment } from '#test/support/repository.ts'

/** A repository whose head changes many files in many places; always the same for the same numbers. */
export interface Corpus {
  readonly path: string
  readonly base: string
  readonly head: string
  readonly changedFiles: number
  /** Removed and added lines together. */
  readonly changedLines: number
}

export interface CorpusSize {
  readonly files: number
  readonly changedFiles: number
  readonly hunksInFile: number
  /** Lines that each hunk replaces by as many others. */
  readonly linesInHunk: number
  readonly linesBetween: number
  /** Lines of each function that the lines stand in; absent where they stand in none. */
  readonly linesInFunction?: number
}

/** 1,000 changed files with 100,000 changed lines among 1,500 files. */
export const largeChangeset: CorpusSize = {
  files: 1500,
  changedFiles: 1000,
  hunksInFile: 10,
  linesInHunk: 5,
  linesBetween: 15,
}

/** 1,000 changed files with three changes each, in functions of their own. */
export const scatteredChangeset: CorpusSize = {
  files: 1500,
  changedFiles: 1000,
  hunksInFile: 3,
  linesInHunk: 5,
  linesBetween: 40,
  linesInFunction: 12,
}

/** Mulberry32: a small generator of pseudo-random numbers from 0 to 1, by Tommy Ettinger (public domain). */
function randomNumbers(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}

const words =
  'tide harbour sill draught spring neap ebb flood moon datum range clock table notice curve'.split(' ')

/** Makes the corpus in a folder that is not there yet. */
export function makeCorpus(folder: string, size: CorpusSize): Corpus {
  const random = randomNumbers(20_240_310)
  const word = (): string => words[Math.floor(random() * words.length)] ?? ''
  const line = (): string =>
    `  const ${word()}${Math.floor(random() * 1000)} = ${word()}(${word()}, ${Math.floor(random() * 1e6)})\n`
  const git = (...args: string[]): string =>
    execFileSync('git', args, { cwd: folder, env: testGitEnvironment(folder), encoding: 'utf8' }).trim()
  mkdirSync(folder, { recursive: true })
  git('init', '-q', '-b', 'main')
  // A large commit would start one that is still under way when ours begins.
  git('config', 'gc.auto', '0')
  const lineCount = size.hunksInFile * (size.linesInHunk + size.linesBetween)
  const contents = new Map<string, string[]>()
  for (let index = 0; index < size.files; index += 1) {
    const name = `src/part-${Math.floor(index / 50)}/module-${index}.ts`
    const { linesInFunction } = size
    const lines = Array.from({ length: lineCount }, (_, at) => {
      const within = linesInFunction === undefined ? 1 : at % (linesInFunction + 2)
      if (within === 0) return `function ${word()}${at}() {\n`
      return within === (linesInFunction ?? 0) + 1 && linesInFunction !== undefined ? '}\n' : line()
    })
    contents.set(name, lines)
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true })
    writeFileSync(path.join(folder, name), lines.join(''))
  }
  git('add', '-A')
  git('commit', '-q', '-m', 'Base')
  const base = git('rev-parse', 'HEAD')
  for (const [name, lines] of [...contents].slice(0, size.changedFiles)) {
    for (let hunk = 0; hunk < size.hunksInFile; hunk += 1) {
      const start = hunk * (size.linesInHunk + size.linesBetween)
      for (let at = start; at < start + size.linesInHunk; at += 1) lines[at] = line()
    }
    writeFileSync(path.join(folder, name), lines.join(''))
  }
  git('checkout', '-q', '-b', 'work')
  git('commit', '-q', '-a', '-m', 'Change a lot')
  const head = git('rev-parse', 'HEAD')
  git('checkout', '-q', 'main')
  git('gc', '-q')
  return {
    path: folder,
    base,
    head,
    changedFiles: size.changedFiles,
    changedLines: size.changedFiles * size.hunksInFile * size.linesInHunk * 2,
  }
}
