import type { Node } from 'web-tree-sitter'
import { itemPath, labelOf, pathTo, unquoted, type NestedFormat, type Part } from './nested-format.ts'

/** Most levels of YAML that a line may be within. */
const mostLevels = 200

function childrenOf(node: Node): readonly Node[] {
  return node.namedChildren.filter((child) => child !== null)
}

function entry(node: Node, name: string, within: Node | null): Part {
  return { node, name, within, path: name, isList: within !== null && /array|sequence$/.test(within.type) }
}

export const json: NestedFormat = {
  grammar: 'json',
  levels: 3,
  comment: /^\s*\/\//,
  // A comma too many, as people write them where they may, is an error of a place.
  strict: false,
  isReadable: () => true,
  *parts(node, path, isWanted) {
    const children = childrenOf(node).filter(({ type }) => type !== 'comment' && type !== 'ERROR')
    for (const [place, child] of children.entries()) {
      if (!isWanted(child)) continue
      if (child.type === 'pair') {
        const key = child.childForFieldName('key')
        const name = pathTo(path, unquoted(key?.text ?? ''))
        yield entry(child, name, insideJson(child.childForFieldName('value')))
      } else if (child.type === 'object' && node.type === 'array')
        yield entry(child, itemPath(path, labelOf(valuesOfJson(child)), place), child)
      else if (node.type === 'document' && insideJson(child) !== null)
        yield { node: child, name: '', within: child, path }
    }
  },
}

function insideJson(value: Node | null): Node | null {
  return value?.type === 'object' || value?.type === 'array' ? value : null
}

function valuesOfJson(object: Node): (key: string) => string | null {
  const values = new Map<string, string>()
  // What an item is called stands among its first entries.
  for (const pair of childrenOf(object).slice(0, 8)) {
    const value = pair.type === 'pair' ? pair.childForFieldName('value') : null
    if (value?.type === 'string')
      values.set(unquoted(pair.childForFieldName('key')?.text ?? ''), unquoted(value.text))
  }
  return (key) => values.get(key) ?? null
}

export const yaml: NestedFormat = {
  grammar: 'yaml',
  levels: 3,
  comment: /^\s*#/,
  // Templates of YAML are none: what the grammar makes of them begins and ends somewhere.
  strict: true,
  isReadable: isReadableYaml,
  *parts(node, path, isWanted) {
    const children = childrenOf(node).filter(({ type }) => type !== 'comment')
    const documents = node.type === 'stream' ? children.filter(({ type }) => type === 'document') : []
    for (const [place, document] of documents.entries()) {
      if (!isWanted(document)) continue
      const inner = childrenOf(document)
        .map(insideYaml)
        .find((found) => found !== null)
      if (inner === undefined) continue
      const name = documents.length < 2 ? '' : documentName(inner, place)
      yield { node: document, name, within: inner, path: name === '' ? '' : `${name}: ` }
    }
    for (const [place, child] of children.entries()) {
      if (!isWanted(child)) continue
      const inner = child.type === 'block_sequence_item' ? insideYaml(childrenOf(child)[0] ?? null) : null
      if (child.type === 'block_mapping_pair' || child.type === 'flow_pair') {
        const name = pathTo(path, keyOfYaml(child))
        yield entry(child, name, insideYaml(child.childForFieldName('value')))
      } else if (inner !== null)
        yield entry(child, itemPath(path, labelOf(valuesOfYaml(inner)), place), inner)
    }
  },
}

/**
 * The grammar keeps its place as lines and columns of 15 bits, and what is open in a kilobyte: from 254 levels on it writes
 * past that, and reads no text after it rightly. A level begins in a column of its own, or in that of the entry that it is
 * the list of, else behind a sign in its line.
 */
function isReadableYaml(text: string): boolean {
  const lines = text.split('\n')
  if (lines.length > 32_000) return false
  return lines.every((line) => {
    if (line.length > 32_000) return false
    const column = line.length - line.trimStart().length
    // Most lines are short: no more signs are in one than it has room for.
    if (2 * column + line.length / 2 < mostLevels) return true
    return 2 * column + (line.match(/[-?:](?=\s|$)/g)?.length ?? 0) < mostLevels
  })
}

/** What has entries or items in a value, behind its anchor and tag. */
function insideYaml(value: Node | null): Node | null {
  if (value?.type !== 'block_node' && value?.type !== 'flow_node') return null
  return childrenOf(value).find(({ type }) => /_(?:mapping|sequence)$/.test(type)) ?? null
}

function keyOfYaml(pair: Node): string {
  return unquoted(pair.childForFieldName('key')?.text ?? '')
}

function valuesOfYaml(mapping: Node): (key: string) => string | null {
  const values = new Map<string, string>()
  for (const pair of childrenOf(mapping).slice(0, 8)) {
    const value = pair.childForFieldName('value')
    if (value?.type === 'flow_node') values.set(keyOfYaml(pair), unquoted(value.text))
  }
  return (key) => values.get(key) ?? null
}

/** A document among several: as a cluster's are called, else by its place. */
function documentName(mapping: Node, place: number): string {
  const values = valuesOfYaml(mapping)
  const metadata = childrenOf(mapping).find((pair) => keyOfYaml(pair) === 'metadata')
  const inner = insideYaml(metadata?.childForFieldName('value') ?? null)
  const name = inner === null ? labelOf(values) : valuesOfYaml(inner)('name')
  const said = [values('kind'), name].filter((word) => word !== null && word !== '')
  return said.length > 0 ? said.join(' ') : `document ${place + 1}`
}

export const toml: NestedFormat = {
  grammar: 'toml',
  levels: 2,
  comment: /^\s*#/,
  strict: false,
  isReadable: () => true,
  *parts(node, path, isWanted) {
    for (const child of childrenOf(node)) {
      if (!isWanted(child)) continue
      const key = keyOfToml(child)
      if (child.type === 'pair') yield entry(child, pathTo(path, key), null)
      else if (child.type === 'table') yield entry(child, key, child)
      else if (child.type === 'table_array_element') {
        const label = labelOf(valuesOfToml(child))
        yield entry(child, label === null ? key : itemPath(key, label, 0), child)
      }
    }
  },
}

function keyOfToml(node: Node): string {
  const key = node.firstNamedChild
  return key?.type === 'quoted_key' ? unquoted(key.text) : (key?.text ?? '')
}

function valuesOfToml(table: Node): (key: string) => string | null {
  const values = new Map<string, string>()
  for (const pair of childrenOf(table).slice(0, 8)) {
    const value = pair.type === 'pair' ? pair.namedChild(1) : null
    if (value?.type === 'string') values.set(keyOfToml(pair), unquoted(value.text))
  }
  return (key) => values.get(key) ?? null
}
