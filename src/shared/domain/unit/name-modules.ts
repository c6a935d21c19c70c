/** Folders whose children are packages of their own: a short name in one does not mean a file of another. */
const packageFolders = new Set(['packages', 'apps', 'libs', 'services', 'crates', 'modules', 'plugins'])

/** A module by its file: without its extension, and without the last part where that stands for its folder. */
export function moduleKey(path: string): string {
  return path
    .replace(/(?:\.d)?\.(?:[cm]?[jt]sx?|pyi?)$/, '')
    .replace(/(^|\/)(?:index|__init__)$/, '$1')
    .replace(/\/$/, '')
}

/**
 * Whether what is spelled `from` in a file means the module `key`: by its way there, or by the end of it where none of the
 * other modules ends so. Names of packages mean none.
 */
export function resolves(from: string, path: string, key: string, keys: ReadonlySet<string>): boolean {
  if (path.endsWith('.py') || path.endsWith('.pyi')) return resolvesPython(from, path, key, keys)
  if (from.startsWith('.')) return moduleKey(joined(path.split('/').slice(0, -1), from)) === key
  const short = /^(?:#[^/]*|[@~]|src)\/(.+)$/.exec(from)?.[1]
  return short !== undefined && isOnlyEnd(moduleKey(short), path, key, keys)
}

function resolvesPython(from: string, path: string, key: string, keys: ReadonlySet<string>): boolean {
  const [, dots = '', dotted = ''] = /^(\.*)(.*)$/.exec(from) ?? []
  const way = dotted.replaceAll('.', '/')
  if (dots === '') return way !== '' && isOnlyEnd(way, path, key, keys)
  return joined(path.split('/').slice(0, -dots.length), way) === key
}

function isOnlyEnd(end: string, path: string, key: string, keys: ReadonlySet<string>): boolean {
  const ends = (one: string): boolean => one === end || one.endsWith(`/${end}`)
  if (!ends(key) || [...keys].some((one) => one !== key && ends(one))) return false
  const [top = '', second] = key.split('/')
  const [theirTop, theirSecond] = path.split('/')
  return !packageFolders.has(top) || (top === theirTop && second === theirSecond)
}

function joined(folders: readonly string[], way: string): string {
  const parts = [...folders]
  for (const part of way.split('/')) {
    if (part === '..') parts.pop()
    else if (part !== '.' && part !== '') parts.push(part)
  }
  return parts.join('/')
}
