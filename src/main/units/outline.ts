import type { Node } from 'web-tree-sitter'
import type { Scope } from '#shared/domain/unit/outline.ts'
import { parseText } from '../syntax/grammars.ts'
import { indentedScopes } from './indented-scopes.ts'
import { languageOf, type Language } from './languages.ts'
import { markdownScopes } from './markdown-scopes.ts'
import { nestedFormatOf } from './nested-formats.ts'
import { nestedScopes } from './nested-scopes.ts'

/** Most characters of a text that has an outline: what is larger is seldom read as a whole. */
const mostText = 500_000
/** Most scopes of one. */
const mostScopes = 20_000
/** How deep scopes are looked for in one another. */
const mostDeep = 40

/**
 * What a person takes for one thing in a text: by the language's grammar, by headings, else by what begins at the left
 * edge. In order of their first lines. null for a text that is too large. With `at`, lines in their order (1-based), what
 * holds none of them may be left out: the rest of a tree need not be looked at. Depends on these alone; never throws.
 */
export async function outlineOf(
  path: string,
  text: string,
  at: readonly number[] | null = null,
): Promise<readonly Scope[] | null> {
  if (text.length > mostText) return null
  if (/\.(?:md|mdx|markdown)$/i.test(path)) return markdownScopes(text)
  const format = nestedFormatOf(path)
  const language = languageOf(path)
  const grammar = format?.grammar ?? language?.grammar
  if (grammar === undefined || format?.isReadable(text) === false) return indentedScopes(text)
  const tree = await parseText(grammar, text).catch(() => null)
  if (tree === null) return indentedScopes(text)
  try {
    if (format !== null) return nestedScopes(tree.rootNode, text, format, at) ?? indentedScopes(text)
    return language === null ? null : treeScopes(tree.rootNode, language, at)
  } finally {
    tree.delete()
  }
}

function treeScopes(root: Node, language: Language, at: readonly number[] | null): readonly Scope[] {
  const scopes: Scope[] = []
  const visit = (node: Node, deep: number): void => {
    if (deep > mostDeep) return
    for (const child of at === null ? node.namedChildren : childrenAt(node, language, at)) {
      if (child === null || scopes.length >= mostScopes) continue
      addImport(scopes, child, language)
      const inner = wrapped(child, language)
      const test = language.tests === undefined ? null : testOf(inner, language.tests)
      if (test !== null) {
        if (test.body === null) scopes.push(scopeAt(child, 'test', test.name))
        else {
          scopes.push(scopeAt(child, 'test', test.name))
          visit(test.body, deep + 1)
        }
        continue
      }
      const kind = language.scopes[inner.type]
      if (kind !== undefined) scopes.push(scopeAt(child, functionKind(inner, kind), nameOf(inner)))
      else if (language.containers.has(inner.type)) {
        // What is compiled under a name is not called so.
        if (inner.childForFieldName('name') !== null && !inner.type.startsWith('preproc_'))
          scopes.push(scopeAt(child, 'type', nameOf(inner)))
        visit(inner, deep + 1)
      }
    }
  }
  visit(root, 0)
  return scopes.sort((left, right) => left.from - right.from)
}

/**
 * The children that may be a scope, or hold one, with one of these lines in it: those that it lies in, what it is said of
 * where it lies in a comment, and the whole run of imports.
 */
function childrenAt(node: Node, language: Language, at: readonly number[]): readonly Node[] {
  const children = node.namedChildren.filter((child) => child !== null)
  const isComment = (index: number): boolean => children[index]?.type.includes('comment') === true
  const isImport = (index: number): boolean => language.imports.has(children[index]?.type ?? '')
  const wanted = new Set<number>()
  const want = (index: number): void => {
    if (children[index] === undefined || wanted.has(index)) return
    wanted.add(index)
    if (isComment(index)) want(index + 1)
    if (!isImport(index)) return
    for (const step of [-1, 1])
      for (let other = index + step; isImport(other) || isComment(other); other += step)
        if (isImport(other)) wanted.add(other)
  }
  let next = 0
  for (const line of at) {
    while ((children[next]?.startPosition.row ?? Infinity) < line - 1) next += 1
    want(next - 1)
    for (let same = next; children[same]?.startPosition.row === line - 1; same += 1) want(same)
  }
  return children.filter((_, index) => wanted.has(index))
}

/** What an `export` or a decorator only wraps, so that the whole of it is the scope. */
function wrapped(node: Node, language: Language): Node {
  if (node.type !== 'export_statement' && node.type !== 'decorated_definition') return node
  return (
    node.namedChildren.find(
      (child) =>
        child !== null && (language.scopes[child.type] !== undefined || language.containers.has(child.type)),
    ) ?? node
  )
}

/** Imports that stand together are one scope. */
function addImport(scopes: Scope[], node: Node, language: Language): void {
  if (!language.imports.has(node.type)) return
  const last = scopes.at(-1)
  const [from, to] = rows(node)
  if (last?.kind === 'imports' && from - last.to <= 2) scopes[scopes.length - 1] = { ...last, to }
  else scopes.push({ kind: 'imports', name: '', from, to })
}

function rows(node: Node): readonly [from: number, to: number] {
  const { row, column } = node.endPosition
  return [node.startPosition.row + 1, Math.max(node.startPosition.row, column === 0 ? row - 1 : row) + 1]
}

function scopeAt(node: Node, kind: Scope['kind'], name: string): Scope {
  let [from] = rows(node)
  const [, to] = rows(node)
  // What is said right above a thing is about it.
  for (let above = node.previousNamedSibling; above?.type.includes('comment') === true;) {
    if (rows(above)[1] !== from - 1) break
    ;[from] = rows(above)
    above = above.previousNamedSibling
  }
  return { kind, name: name.slice(0, 80), from, to }
}

/** A declaration whose value is a function is one. */
function functionKind(node: Node, kind: Scope['kind']): Scope['kind'] {
  if (kind !== 'declaration') return kind
  const value = node.namedChildren
    .find((child) => child?.type === 'variable_declarator')
    ?.childForFieldName('value')
  return value?.type === 'arrow_function' || value?.type === 'function_expression' ? 'function' : kind
}

function nameOf(node: Node): string {
  const own = node.childForFieldName('name')
  if (own !== null) return own.text
  let named = node.childForFieldName('declarator') ?? declaratorIn(node)
  // In C a name lies within all that is said of its type: pointers, parameters, lengths, brackets.
  while (named?.type.endsWith('declarator') === true) {
    const inner: Node | null =
      named.childForFieldName('name') ?? named.childForFieldName('declarator') ?? declaratorIn(named)
    if (inner === null) break
    named = inner
  }
  return named?.text.split('\n', 1)[0] ?? ''
}

function declaratorIn(node: Node): Node | null {
  return node.namedChildren.find((child) => child?.type.endsWith('declarator')) ?? null
}

/** A call of a test's name: its title and, of a group, the block in which its tests are. */
function testOf(
  node: Node,
  { single, group }: NonNullable<Language['tests']>,
): { readonly name: string; readonly body: Node | null } | null {
  const call = node.type === 'expression_statement' ? node.firstNamedChild : null
  if (call?.type !== 'call_expression') return null
  const called = call.childForFieldName('function')?.text.split(/[.(]/, 1)[0] ?? ''
  if (!single.has(called) && !group.has(called)) return null
  const inner = call.childForFieldName('arguments')?.namedChildren ?? []
  const title = inner[0]?.type.includes('string') === true ? inner[0].text.slice(1, -1) : called
  if (!group.has(called)) return { name: title, body: null }
  const callback = inner.find((child) => child?.childForFieldName('body') != null)
  const body = callback?.childForFieldName('body') ?? null
  return body === null ? null : { name: title, body }
}
