import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import type * as treeSitter from 'web-tree-sitter'
import type { Parser, Tree } from 'web-tree-sitter'
import { grammarFileName, grammarInPackages } from './grammar-files.ts'

const parsers = new Map<string, Promise<Parser>>()
let starting: Promise<typeof treeSitter> | null = null

/**
 * How often a parser may report on its way, each a hundred operations, before it gives up: code of half a megabyte takes half
 * of it, and what no grammar makes sense of can take minutes. Not a time, which would differ from machine to machine.
 */
const mostReports = 6_000

/** Parses a text by a grammar, which is loaded when it is used first; the caller deletes the tree. Throws where it can't be. */
export async function parseText(grammar: string, text: string): Promise<Tree> {
  const loading = parsers.get(grammar) ?? load(grammar)
  parsers.set(grammar, loading)
  const parser = await loading.catch((error: unknown) => {
    // What could not be read now may be there the next time.
    parsers.delete(grammar)
    starting = null
    throw error
  })
  let reports = 0
  const tree = parser.parse(text, null, { progressCallback: () => (reports += 1) > mostReports })
  if (tree !== null) return tree
  parser.reset()
  throw new Error('the parser gave no tree')
}

async function load(grammar: string): Promise<Parser> {
  starting ??= start()
  const { Parser: TreeParser, Language } = await starting
  const parser = new TreeParser()
  parser.setLanguage(await Language.load(await readFile(grammarFile(grammar))))
  return parser
}

async function start(): Promise<typeof treeSitter> {
  const library = await import('web-tree-sitter')
  const wasmBinary = await readFile(
    createRequire(import.meta.url).resolve('web-tree-sitter/web-tree-sitter.wasm'),
  )
  await library.Parser.init({ wasmBinary })
  return library
}

/** Beside what was built, or where the package is. */
function grammarFile(grammar: string): string {
  for (const place of ['.', '..']) {
    const built = fileURLToPath(new URL(`${place}/${grammarFileName(grammar)}`, import.meta.url))
    if (existsSync(built)) return built
  }
  return createRequire(import.meta.url).resolve(grammarInPackages(grammar))
}
