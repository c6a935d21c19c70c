import { mostAddress, webAddress } from '#renderer/ui/web-address.ts'

/** A stretch of a text that leads somewhere. */
export interface TextLink {
  /** Offsets in the text, in UTF-16 units, `to` exclusive. */
  readonly from: number
  readonly to: number
  readonly target: LinkTarget
}

export type LinkTarget =
  | { readonly kind: 'web'; readonly url: string }
  /** A line of a file, from 1; the path is relative, with slashes. */
  | { readonly kind: 'place'; readonly path: string; readonly line: number }

/** What a link is looked for in: no spaces, quotes or brackets that stand around it. All of it is ASCII. */
const word = /[!#$%&()*+,\-./0-9:;=?@A-Z[\\\]_a-z~]+/g
const place =
  /^(?<path>(?:[\w@+.~-]+[/\\])*[\w@+~-][\w@+.~-]*\.[A-Za-z][A-Za-z0-9]{0,9})(?::(?<line>[1-9]\d{0,6})(?::\d{1,6})?|\((?<row>[1-9]\d{0,6})(?:,\d{1,6})?\))$/

/** Where an address ends: marks of the sentence around it are left, and a bracket that it does not open. */
function endOf(text: string): number {
  let end = text.length
  let open = 0
  for (const char of text) open += char === '(' ? 1 : char === ')' ? -1 : 0
  for (; end > 0; end -= 1) {
    const last = text[end - 1] ?? ''
    if (last === ')' && open < 0) open += 1
    else if (!/[.,;:!?\]]/.test(last)) break
  }
  return end
}

/** Whether what stands beside a stretch makes another word of it, as a letter of any script or a sign that turns text does. */
const joins = (char: string): boolean =>
  /[^\s!-~\u2010-\u2027\u2190-\u21ff\u2500-\u257f\u3001-\u300f]/u.test(char)

function linkIn(text: string, from: number): TextLink | null {
  const scheme = text.search(/https?:\/\//i)
  if (scheme !== -1) {
    // Inside another word it may be anything, as "javascript:…" is.
    const before = text.slice(0, scheme)
    if (!/^(?:[\w-]+=)?[([]*$/.test(before)) return null
    const rest = text.slice(scheme)
    const found = rest.slice(0, endOf(rest))
    const url = webAddress(found)
    const start = from + scheme
    return url === null ? null : { from: start, to: start + found.length, target: { kind: 'web', url } }
  }
  const lead = /^[([]*/.exec(text)?.[0].length ?? 0
  // "a.ts:12," and "(a.ts:12)", but "a.ts(12)" as it is.
  let tail = text.slice(lead)
  let match = place.exec(tail)
  for (let cut = 0; match === null && cut < 4 && /[)\].,;:!?]$/.test(tail); cut += 1) {
    tail = tail.slice(0, -1)
    match = place.exec(tail)
  }
  const { path: name, line, row } = match?.groups ?? {}
  if (match === null || name === undefined) return null
  const path = name.replaceAll('\\', '/').replace(/^(?:\.\/)+/, '')
  if (path.split('/').includes('..')) return null
  const start = from + lead
  return {
    from: start,
    to: start + match[0].length,
    target: { kind: 'place', path, line: Number(line ?? row) },
  }
}

/**
 * Web addresses (http and https) and lines of files (`src/a.ts:12`, `src/a.ts:12:3`, `src/a.ts(12,3)`) in a text, in order
 * and apart from each other. Takes time in proportion to the text.
 */
export function textLinks(text: string): readonly TextLink[] {
  const links: TextLink[] = []
  for (const { 0: found, index } of text.matchAll(word)) {
    if (found.length > mostAddress || found.length < 4) continue
    const after = index + found.length
    if (joins(text.slice(index - 1, index)) || joins(text.slice(after, after + 1))) continue
    const link = linkIn(found, index)
    if (link !== null) links.push(link)
  }
  return links
}
