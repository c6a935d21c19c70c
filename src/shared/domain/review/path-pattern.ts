/**
 * Whether a path is what a person or a plan names: a file, a folder or what is below it, or a pattern with `*`, `**`, `?` or `{a,b}`.
 * A pattern without a folder is about names in any folder.
 */
export function pathMatcher(named: string): (path: string) => boolean {
  const exact = named.replace(/\/+$/, '')
  if (exact === '.' || exact === '') return () => true
  const isBelow = (path: string): boolean => path === exact || path.startsWith(`${exact}/`)
  if (!/[*?{]/.test(exact)) return isBelow
  const anywhere = !exact.includes('/')
  // Names may have such characters themselves.
  return (path) => isBelow(path) || after(exact, path, anywhere ? nameStarts(path) : [0]).has(path.length)
}

/** Where names of a path start, its folders' too. */
function nameStarts(path: string): readonly number[] {
  return [0, ...slashes(path).map((at) => at + 1)]
}

function slashes(path: string): readonly number[] {
  return [...path.matchAll(/\//g)].map(({ index }) => index)
}

/**
 * The places of a path to which a pattern reaches from any of `starts`. All places at once, part by part: the time is that
 * of the pattern's length times the path's, where an expression made of a pattern of many `**` would take for ever.
 */
function after(glob: string, path: string, starts: Iterable<number>): ReadonlySet<number> {
  let places: ReadonlySet<number> = new Set(starts)
  for (const [part] of glob.matchAll(/\*\*\/|\*\*|\*|\?|\{[^{}]*\}|[^*?{]+|\{/g)) {
    if (places.size === 0) return places
    places = new Set(afterPart(part, path, places))
  }
  return places
}

function afterPart(part: string, path: string, places: ReadonlySet<number>): readonly number[] {
  const first = Math.min(...places)
  if (part === '**/')
    return [
      ...places,
      ...slashes(path)
        .filter((at) => at >= first)
        .map((at) => at + 1),
    ]
  if (part === '**') return Array.from({ length: path.length - first + 1 }, (_, index) => first + index)
  if (part === '*') return withinName(path, places)
  if (part === '?')
    return [...places].filter((at) => at < path.length && path[at] !== '/').map((at) => at + 1)
  if (part.length > 1 && part.startsWith('{') && part.endsWith('}'))
    return part
      .slice(1, -1)
      .split(',')
      .flatMap((one) => [...after(one, path, places)])
  return [...places].filter((at) => path.startsWith(part, at)).map((at) => at + part.length)
}

/** What can be reached from `places` without leaving a name. */
function withinName(path: string, places: ReadonlySet<number>): readonly number[] {
  const reached: number[] = []
  let isReached = false
  for (let at = 0; at <= path.length; at += 1) {
    isReached = places.has(at) || (isReached && path[at - 1] !== '/')
    if (isReached) reached.push(at)
  }
  return reached
}
