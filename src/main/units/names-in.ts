import type { Node, TreeCursor } from 'web-tree-sitter'
import { nameLanguageOf, type NameLanguage, type NamesInText } from '#shared/domain/unit/names.ts'
import { parseText } from '../syntax/grammars.ts'
import { languageOf } from './languages.ts'
import { importsOf, isImport, type Taken } from './name-imports.ts'
import { nameTables, type NameTable } from './name-tables.ts'

/** Most characters of a text whose names are looked for. */
const mostText = 400_000
/** How deep nodes may lie in one another. */
const mostDeep = 400

/**
 * The names of a text of a programming language; null where it is none of those, too large, or does not parse whole: what is
 * not understood might define anything. Depends on these alone; never throws.
 */
export async function namesIn(path: string, text: string): Promise<NamesInText | null> {
  const language = nameLanguageOf(path)
  const grammar = languageOf(path)?.grammar
  if (language === null || grammar === undefined || text.length > mostText) return null
  const tree = await parseText(grammar, text).catch(() => null)
  if (tree === null) return null
  const cursor = tree.walk()
  try {
    if (tree.rootNode.hasError) return null
    const found = new Names(language)
    return found.read(cursor) ? found.told(path, text) : null
  } finally {
    cursor.delete()
    tree.delete()
  }
}

interface Frame {
  readonly type: string
  /** The field that the next one has in it. */
  readonly edge: string
}

class Names {
  readonly #language: NameLanguage
  readonly #table: NameTable
  readonly #definitions: { name: string; line: number; exported: boolean }[] = []
  readonly #bound = new Set<string>()
  readonly #uses = new Map<string, { name: string; line: number }>()
  readonly #taken: Taken = { imports: [], exports: [], bound: [], open: 'no' }
  /** The innermost export, and whether it gives the default one. */
  #exports: 'no' | 'named' | 'default' = 'no'
  #isModule = false

  constructor(language: NameLanguage) {
    this.#language = language
    this.#table = nameTables[language]
  }

  /** Reads all of a tree; returns false where it is too deep. */
  read(cursor: TreeCursor): boolean {
    return this.#visit(cursor, [])
  }

  told(path: string, text: string): NamesInText {
    const { imports, exports, open } = this.#taken
    // Scripts share their names, and what another one defines is not seen.
    const isScript =
      this.#language === 'javascript' &&
      !this.#isModule &&
      !/\.[cm][jt]s$/.test(path) &&
      !/\b(?:require\(|module\.exports|exports\.)/.test(text)
    return {
      definitions: this.#definitions,
      imports,
      exports,
      bound: [...this.#bound, ...this.#taken.bound],
      uses: [...this.#uses.values()],
      open: isScript ? 'all' : open,
    }
  }

  #visit(cursor: TreeCursor, above: Frame[]): boolean {
    if (above.length > mostDeep) return false
    const type = cursor.nodeType
    if (isImport(type, this.#language)) {
      const isTop = above.every((frame) => this.#table.top.has(frame.type))
      if (type !== 'export_statement') {
        this.#isModule = true
        importsOf(cursor.currentNode, this.#language, isTop, this.#taken)
        return true
      }
      this.#isModule = true
      const node = cursor.currentNode
      if (!importsOf(node, this.#language, isTop, this.#taken)) {
        this.#exports = isDefault(node) ? 'default' : 'named'
        const whole = this.#children(cursor, type, above)
        this.#exports = 'no'
        return whole
      }
      return true
    }
    if (this.#table.dark.has(type)) return true
    if (this.#table.leaves.has(type)) {
      this.#name(cursor, above)
      return true
    }
    return this.#children(cursor, type, above)
  }

  #children(cursor: TreeCursor, type: string, above: Frame[]): boolean {
    if (!cursor.gotoFirstChild()) return true
    let whole = true
    do {
      if (!cursor.nodeIsNamed) continue
      above.push({ type, edge: `${type}.${cursor.currentFieldName ?? ''}` })
      whole = this.#visit(cursor, above)
      above.pop()
    } while (whole && cursor.gotoNextSibling())
    cursor.gotoParent()
    return whole
  }

  #name(cursor: TreeCursor, above: readonly Frame[]): void {
    const table = this.#table
    const direct = above.at(-1)?.edge ?? ''
    if (table.skips.has(direct)) return
    const name = cursor.nodeText
    if (/^jsx_.*\.name$/.test(direct) && /^[a-z]/.test(name)) return
    const line = cursor.startPosition.row + 1
    const defining = above.findLastIndex(({ edge }) => table.defines.has(edge))
    const isPattern = cursor.nodeType === 'shorthand_property_identifier_pattern'
    if (
      table.defines.has(direct) ||
      ((table.binds.has(direct) || isPattern) && defining >= 0 && isDeclared(above, defining))
    ) {
      const before = above.slice(0, Math.max(0, defining))
      if (before.every(({ type }) => table.top.has(type))) {
        this.#definitions.push({ name, line, exported: this.#isExported() })
      } else this.#bound.add(name)
      return
    }
    const isUsed = table.uses.has(direct)
    if (
      !isUsed &&
      (isPattern || table.binds.has(direct) || above.some(({ edge }) => table.bindsBelow.has(edge)))
    )
      this.#bound.add(name)
    else this.#uses.set(`${line} ${name}`, { name, line })
  }

  #isExported(): boolean {
    return this.#language === 'javascript' ? this.#exports === 'named' : true
  }
}

/** Whether all that lies between a declaration and a name in it is a pattern. */
function isDeclared(above: readonly Frame[], defining: number): boolean {
  return above.slice(defining + 1).every(({ type }) => type.endsWith('_pattern'))
}

function isDefault(node: Node): boolean {
  return node.children.some((child) => child?.type === 'default')
}
