import type { Node } from 'web-tree-sitter'
import type { NestedFormat, Part } from './nested-format.ts'

/** Elements of which a page is made; the ones around them are only there. */
const around = new Set(['html', 'body'])
/** Elements that are one thing wherever they lie. */
const standing = new Set([
  ...['head', 'header', 'nav', 'main', 'section', 'article', 'aside', 'footer', 'dialog', 'form', 'table'],
  ...['template', 'script', 'style'],
])

/** Elements that have no end, or end with the next one. */
const flat = new Set([
  ...['area', 'base', 'br', 'col', 'embed', 'hr', 'img', 'input', 'link', 'meta', 'source', 'track', 'wbr'],
  ...['p', 'li', 'dt', 'dd', 'tr', 'td', 'th', 'option', 'colgroup', 'thead', 'tbody'],
])
/** How deep elements may lie: what a tag takes to read grows with how many it is in. */
const mostDeep = 1_000

export const html: NestedFormat = {
  grammar: 'html',
  levels: 1,
  comment: /^\s*<!--.*-->\s*$/,
  strict: false,
  isReadable: (text) => deepest(text) <= mostDeep,
  *parts(node, _, isWanted) {
    for (const child of node.namedChildren)
      if (child !== null && /(?:^|_)element$/.test(child.type) && isWanted(child)) yield part(child)
  },
}

/** About how deep elements lie in one another. */
function deepest(text: string): number {
  let [deep, most] = [0, 0]
  for (const [, end, name = ''] of text.matchAll(/<(\/?)([a-z][\w:-]*)/gi)) {
    if (flat.has(name.toLowerCase())) continue
    deep = Math.max(0, deep + (end === '/' ? -1 : 1))
    most = Math.max(most, deep)
  }
  return most
}

function part(element: Node): Part {
  const tag = element.firstNamedChild?.namedChildren.filter((child) => child !== null) ?? []
  const name = tag.find(({ type }) => type === 'tag_name')?.text.toLowerCase() ?? ''
  const within = element.type === 'element' ? element : null
  if (around.has(name)) return { node: element, name: '', within, path: '' }
  const [id, classes] = [attributeOf(tag, 'id'), attributeOf(tag, 'class')]
  const more = id !== '' ? `#${id}` : classes !== '' ? `.${classes.split(/\s+/, 1)[0] ?? ''}` : ''
  return { node: element, name: `${name}${more}`, within, path: '', stands: id !== '' || standing.has(name) }
}

/** The value of an attribute; empty where there is none. */
function attributeOf(tag: readonly Node[], wanted: string): string {
  const found = tag.find(({ firstNamedChild }) => firstNamedChild?.text.toLowerCase() === wanted)
  const value = found?.type === 'attribute' ? found.namedChild(1) : null
  return (value?.type === 'quoted_attribute_value' ? value.firstNamedChild?.text : value?.text)?.trim() ?? ''
}
