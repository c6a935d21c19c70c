import path from 'node:path'

/** Takes comments and template texts out, so that an import in an example is not taken for one. */
function withoutComments(source: string): string {
  return source.replace(
    /('(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*")|`(?:\\.|[^`\\])*`|\/\*[\s\S]*?\*\/|\/\/[^\n]*/g,
    (_match, text: string | undefined) => text ?? ' ',
  )
}

/** Every module specifier of a source text: static, re-exporting, for effect, dynamic. */
export function importSpecifiers(source: string): readonly string[] {
  const text = withoutComments(source)
  const found: string[] = []
  const patterns = [
    /(?:^|[\n;}])\s*(?:import|export)\s[^'"`;]*?\bfrom\s*['"]([^'"\n]+)['"]/g,
    /(?:^|[\n;}])\s*import\s*['"]([^'"\n]+)['"]/g,
    /\bimport\(\s*['"]([^'"\n]+)['"]\s*\)/g,
  ]
  for (const pattern of patterns) for (const match of text.matchAll(pattern)) found.push(match[1] ?? '')
  return found
}

/** Those whose modules are loaded together with the source's: without types and what is imported on demand. */
export function startingSpecifiers(source: string): readonly string[] {
  const text = withoutComments(source)
    .replace(/(^|[\n;}])\s*(?:import|export)\s+type\s[^'"`;]*?\bfrom\s*['"][^'"\n]+['"]/g, '$1')
    .replace(/\bimport\(\s*['"][^'"\n]+['"]\s*\)/g, ' ')
  return importSpecifiers(text)
}

/** The path from the top that a specifier of `file` names, or null for a package. */
export function resolveSpecifier(file: string, specifier: string): string | null {
  const plain = specifier.replace(/\?.*$/, '')
  if (plain.startsWith('.')) return path.posix.normalize(path.posix.join(path.posix.dirname(file), plain))
  const alias = /^#(shared|main|renderer|test)\/(.+)$/.exec(plain)
  if (!alias) return null
  return alias[1] === 'test' ? `test/${alias[2]}` : `src/${alias[1]}/${alias[2]}`
}

/** The package of a bare specifier: `@scope/name`, `name`, or `node:name`. */
export function packageOf(specifier: string): string {
  const parts = specifier.split('/')
  if (specifier.startsWith('@')) return parts.slice(0, 2).join('/')
  return specifier.startsWith('node:') ? specifier : (parts[0] ?? specifier)
}

/**
 * The circles of a graph of imports: every group of files each of which reaches all others of it, sorted. A file that
 * imports itself is one too.
 */
export function importCircles(
  edges: readonly { readonly file: string; readonly target: string }[],
): string[][] {
  const targets = new Map<string, string[]>()
  for (const { file, target } of edges) targets.set(file, [...(targets.get(file) ?? []), target])
  // Tarjan's: what is on the stack above a file when all its targets were seen, and reaches no further down, is a group.
  const order = new Map<string, number>()
  const lowest = new Map<string, number>()
  const stack: string[] = []
  const circles: string[][] = []
  const visit = (file: string): number => {
    const index = order.size
    order.set(file, index)
    lowest.set(file, index)
    stack.push(file)
    for (const target of targets.get(file) ?? []) {
      const reached = order.has(target)
        ? stack.includes(target)
          ? (order.get(target) ?? index)
          : index
        : visit(target)
      lowest.set(file, Math.min(lowest.get(file) ?? index, reached))
    }
    const low = lowest.get(file) ?? index
    if (low === index) {
      const group = stack.splice(stack.indexOf(file))
      if (group.length > 1 || targets.get(file)?.includes(file)) circles.push(group.sort())
    }
    return low
  }
  for (const file of targets.keys()) if (!order.has(file)) visit(file)
  return circles.toSorted((a, b) => (String(a) < String(b) ? -1 : 1))
}
