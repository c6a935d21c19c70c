/** Characters of a line that is taken for a subject as it is, whatever its sentences. */
const comfortable = 72
/** Characters of a line that still is one subject where no sentence ends before. */
const most = 200

/**
 * The subject of a line, and what of the line comes after it: all of a line of a subject's length; of a longer one its first
 * sentence; and where that is longer than anybody's subject, the words that go into 200 characters. Together they are the
 * line: nothing is cut, and nothing is said twice.
 */
export function asSubject(line: string): { readonly subject: string; readonly more: string } {
  const text = line.trim()
  if (text.length <= comfortable) return { subject: text, more: '' }
  const end = sentenceEnd(text)
  if (end <= most) return split(text, end)
  const space = text.lastIndexOf(' ', most)
  if (space > 0) return split(text, space)
  // No word ends there: never between the two halves of a character.
  return split(text, /[\ud800-\udbff]/.test(text[most - 1] ?? '') ? most - 1 : most)
}

function split(text: string, at: number): { readonly subject: string; readonly more: string } {
  return { subject: text.slice(0, at).trim(), more: text.slice(at).trim() }
}

/** Where the first sentence ends: a mark with what closes after it, then a word that begins one. */
function sentenceEnd(text: string): number {
  const ends = /(?:[.!?]["'”’)\]]?(?=\s+["'“‘([`]?[\p{Lu}\p{Lo}\p{N}])|[。！？][」』）]?)/gu
  for (const { 0: mark, index } of text.matchAll(ends)) {
    const word = /(\S*)$/.exec(text.slice(0, index))?.[1] ?? ''
    // "e.g. This", "No. 5", "J. Doe": the dot ends a word, not a sentence.
    if (mark.startsWith('.') && /^(\p{L}|.*\.\p{L}|no|nr|vs|cf|etc|mr|mrs|ms|dr|st|fig|approx)$/iu.test(word))
      continue
    return index + mark.length
  }
  return text.length
}

/**
 * A text that an agent wrote, without what a person would not see in it: control characters, marks that turn the direction
 * of text, and what has no width. Joiners inside words and pictures stay.
 */
export function plainWords(text: string): string {
  return text
    .replaceAll(/\r\n?|[\u2028\u2029\u0085]/g, '\n')
    .replaceAll(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, '\ufffd')
    .replaceAll(/(?![\n\t\u200c\u200d])[\p{Cc}\p{Cf}\u115f\u1160\u3164\uffa0]/gu, '')
}

/** A trailer in which somebody is said to vouch for a commit, or to have had a part in it. */
const vouching = /^[A-Za-z][A-Za-z-]*-by: /i
const trailer = /^[A-Za-z0-9-]+: \S|^[ \t]+\S/

/**
 * A body without the trailers of its last paragraph that speak in somebody's name (`Signed-off-by`, `Reviewed-by`,
 * `Co-authored-by` and their like). Other trailers stay (`Fixes`, `Refs`, `Change-Id`).
 */
export function withoutVouching(body: string): string {
  const lines = body.trimEnd().split('\n')
  const start = lines.lastIndexOf('') + 1
  const last = lines.slice(start)
  if (!last.every((line) => trailer.test(line))) return body
  let dropping = false
  const kept = last.filter((line) => {
    dropping = /^[ \t]/.test(line) ? dropping : vouching.test(line)
    return !dropping
  })
  return [...lines.slice(0, start), ...kept].join('\n').trim()
}
