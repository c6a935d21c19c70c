import { textEncodings, type TextEncoding } from '#shared/diff/text-encoding.ts'
import { pathList, zeroSeparated } from '../git/paths.ts'
import type { Git } from '../git/run.ts'

/** Names of encodings that the Encoding Standard has not, or has for another one. */
const others: Readonly<Record<string, TextEncoding>> = {
  'iso-8859-1': 'latin1',
  iso88591: 'latin1',
  latin1: 'latin1',
  'latin-1': 'latin1',
  'us-ascii': 'utf-8',
  cp936: 'gb18030',
  'euc-cn': 'gb18030',
  cp950: 'big5',
  cp932: 'shift_jis',
  cp949: 'euc-kr',
}

/** The encoding that a name means; null where it is none of those that texts are read in. */
export function encodingNamed(name: string): TextEncoding | null {
  const lower = name.trim().toLowerCase().replace(/-bom$/, '')
  const known = others[lower]
  if (known !== undefined) return known
  const windows = /^(?:cp|windows-?)(\d{3,4})$/.exec(lower)
  const label = windows === null ? lower : `windows-${windows[1] ?? ''}`
  try {
    const found = new TextDecoder(label).encoding
    return found === 'gbk' ? 'gb18030' : (textEncodings.find((one) => one === found) ?? null)
  } catch {
    return null
  }
}

/** What attributes of a checkout say of the encoding of a file; `encoding` is what git's own viewers go by. */
const attributes = ['working-tree-encoding', 'encoding']

/** The encoding that a checkout's `.gitattributes` name for a path; null for none. */
export async function namedEncoding(git: Git, checkout: string, path: string): Promise<TextEncoding | null> {
  const checked = await git.run({
    purpose: 'look for the encoding of a file',
    folder: checkout,
    args: ['check-attr', '-z', '--stdin', ...attributes],
    input: pathList([path]),
  })
  // It is a hint: without it the bytes are looked at.
  if (!checked.ok) return null
  const fields = zeroSeparated(checked.value.stdout).map((field) => field.toString())
  for (let at = 2; at < fields.length; at += 3) {
    const named = encodingNamed(fields[at] ?? '')
    if (named !== null) return named
  }
  return null
}
