import type { Node } from 'web-tree-sitter'
import type { ImportedName, NameLanguage, NamedLine, NamesInText } from '#shared/domain/unit/names.ts'

/** What imports and exports of a text say, gathered on the way. */
export interface Taken {
  readonly imports: ImportedName[]
  readonly exports: NamedLine[]
  readonly bound: string[]
  open: NamesInText['open']
}

const types: Readonly<Record<NameLanguage, ReadonlySet<string>>> = {
  javascript: new Set(['import_statement', 'export_statement']),
  python: new Set(['import_statement', 'import_from_statement']),
  go: new Set(['import_declaration']),
  rust: new Set(['use_declaration', 'extern_crate_declaration']),
}

/** Whether a node brings names in, or hands them out. */
export function isImport(type: string, language: NameLanguage): boolean {
  return types[language].has(type)
}

/** Adds what one says; false where there is more to read in it: an export of a declaration, or of names of the text itself. */
export function importsOf(node: Node, language: NameLanguage, isTop: boolean, taken: Taken): boolean {
  if (language === 'go') return goImports(node, taken)
  const own: Taken = { imports: [], exports: [], bound: [], open: 'no' }
  const done =
    language === 'javascript'
      ? javascriptImports(node, own)
      : language === 'python'
        ? pythonImports(node, own)
        : rustImports(node, own)
  taken.exports.push(...own.exports)
  taken.bound.push(...own.bound)
  if (isTop) taken.imports.push(...own.imports)
  else taken.bound.push(...own.imports.flatMap(({ name }) => name ?? []))
  if (own.open === 'all' || taken.open === 'no') taken.open = own.open
  return done
}

function javascriptImports(node: Node, taken: Taken): boolean {
  const source = node.childForFieldName('source')
  const from = source === null ? null : source.text.slice(1, -1)
  if (node.type === 'export_statement') return javascriptExports(node, from, taken)
  const clause = childOf(node, 'import_clause')
  if (clause === null || from === null) {
    for (const one of below(node, 'identifier')) taken.bound.push(one.text)
    return true
  }
  for (const child of clause.namedChildren) {
    if (child === null) continue
    if (child.type === 'identifier')
      taken.imports.push({ name: child.text, imported: null, from, line: lineOf(child) })
    else if (child.type === 'namespace_import')
      for (const one of below(child, 'identifier'))
        taken.imports.push({ name: one.text, imported: null, from, line: lineOf(one) })
    else
      for (const one of below(child, 'import_specifier')) {
        const [name, alias] = [one.childForFieldName('name'), one.childForFieldName('alias')]
        if (name !== null)
          taken.imports.push({ name: (alias ?? name).text, imported: name.text, from, line: lineOf(one) })
      }
  }
  return true
}

function javascriptExports(node: Node, from: string | null, taken: Taken): boolean {
  const clause = childOf(node, 'export_clause')
  for (const one of clause === null ? [] : below(clause, 'export_specifier')) {
    const [name, alias] = [one.childForFieldName('name'), one.childForFieldName('alias')]
    if (name === null) continue
    taken.exports.push({ name: (alias ?? name).text, line: lineOf(one) })
    if (from !== null) taken.imports.push({ name: null, imported: name.text, from, line: lineOf(one) })
  }
  if (from === null) return false
  const namespace = childOf(node, 'namespace_export')
  for (const one of namespace === null ? [] : below(namespace, 'identifier'))
    taken.exports.push({ name: one.text, line: lineOf(one) })
  if (clause === null && namespace === null) taken.open = 'exports'
  return true
}

function pythonImports(node: Node, taken: Taken): boolean {
  const from = node.childForFieldName('module_name')?.text ?? ''
  if (childOf(node, 'wildcard_import') !== null) taken.open = 'all'
  for (const one of node.childrenForFieldName('name')) {
    if (one === null) continue
    const alias = one.childForFieldName('alias')
    const named = one.childForFieldName('name') ?? one
    const line = lineOf(one)
    if (node.type === 'import_from_statement') {
      const name = (alias ?? named).text
      taken.imports.push({ name, imported: named.text, from, line })
      taken.exports.push({ name, line })
    } else {
      const name = alias?.text ?? named.text.split('.', 1)[0] ?? ''
      taken.imports.push({ name, imported: null, from: named.text, line })
    }
  }
  return true
}

function rustImports(node: Node, taken: Taken): boolean {
  const argument = node.childForFieldName('argument') ?? node.childForFieldName('name')
  // The names of other crates are there without it.
  if (argument === null || argument.type === 'identifier' || node.type === 'extern_crate_declaration')
    for (const one of below(node, 'identifier')) taken.bound.push(one.text)
  else rustUses(argument, '', taken)
  return true
}

function rustUses(node: Node, within: string, taken: Taken): void {
  const add = (one: Node, name: string): void => {
    taken.imports.push({ name, imported: null, from: within, line: lineOf(one) })
  }
  if (node.type === 'identifier' || node.type === 'type_identifier') add(node, node.text)
  else if (node.type === 'self') add(node, within)
  else if (node.type === 'scoped_identifier') add(node, node.childForFieldName('name')?.text ?? '')
  else if (node.type === 'use_as_clause') add(node, node.childForFieldName('alias')?.text ?? '')
  else if (node.type === 'use_wildcard') taken.open = /^(?:super|self)\b/.test(node.text) ? taken.open : 'all'
  else if (node.type === 'scoped_use_list') {
    const path = node.childForFieldName('path')?.text ?? within
    const list = node.childForFieldName('list')
    if (list !== null) rustUses(list, path.split('::').at(-1) ?? '', taken)
  } else for (const child of node.namedChildren) if (child !== null) rustUses(child, within, taken)
}

function goImports(node: Node, taken: Taken): boolean {
  if (below(node, 'dot').length > 0) taken.open = 'all'
  return true
}

function childOf(node: Node, type: string): Node | null {
  return node.namedChildren.find((child) => child?.type === type) ?? null
}

function below(node: Node, type: string): readonly Node[] {
  return node.descendantsOfType(type).filter((one) => one !== null)
}

function lineOf(node: Node): number {
  return node.startPosition.row + 1
}
