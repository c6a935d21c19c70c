import path from 'node:path'
import { pathToText } from '#shared/base/path-text.ts'
import type { ChosenEncoding } from '#shared/contract/repository.ts'
import { guessEncoding } from '#shared/diff/detect-encoding.ts'
import { decodeStrictly, type TextEncoding } from '#shared/diff/text-encoding.ts'
import type { Objects } from '../git/objects.ts'
import { zeroSeparated } from '../git/paths.ts'

/** Files that are looked at, and bytes of one beyond which it is not. */
const most = 40
const largest = 200_000

/** Encodings that few other bytes fit: a text that does is likely in them, wherever it is. */
const telling: readonly TextEncoding[] = ['gb18030', 'big5', 'shift_jis', 'euc-jp', 'euc-kr']

/**
 * The encoding that the person chose for a file of the same kind beside a path, the latest choice first; from elsewhere only
 * one that tells.
 */
export function chosenNearby(choices: readonly ChosenEncoding[], of: string): TextEncoding | null {
  const folder = path.posix.dirname(of)
  const kind = path.posix.extname(of)
  const alike = choices.filter((one) => one.path !== of && path.posix.extname(one.path) === kind)
  const near = alike.filter((one) => path.posix.dirname(one.path) === folder)
  const far = alike.filter((one) => telling.includes(one.encoding))
  return (near.at(-1) ?? far.at(-1))?.encoding ?? null
}

/**
 * The encoding that most of the files beside a path are in, in a tree: of those of its kind whose bytes are no UTF-8 and look
 * like something. Null where none does.
 */
export async function encodingOfNeighbours(
  objects: Objects,
  tree: string,
  of: string,
): Promise<TextEncoding | null> {
  const folder = path.posix.dirname(of)
  const listed = await objects.run({
    purpose: 'look at the files beside one',
    args: ['ls-tree', '-z', '-l', tree, ...(folder === '.' ? [] : ['--', `${folder}/`])],
  })
  if (!listed.ok) return null
  const beside = zeroSeparated(listed.value.stdout).flatMap((field) => {
    const tab = field.indexOf(9)
    const [, type, oid = '', size = ''] = field.toString('latin1', 0, tab).split(/ +/)
    const name = pathToText(field.subarray(tab + 1))
    const isAlike = type === 'blob' && name !== of && path.posix.extname(name) === path.posix.extname(of)
    return isAlike && Number(size) <= largest ? [oid] : []
  })
  const counts = new Map<TextEncoding, number>()
  for (const oid of beside.slice(0, most)) {
    const blob = await objects.blob(oid)
    if (!blob.ok || blob.value.includes(0) || decodeStrictly(blob.value, 'utf-8') !== null) continue
    const guess = guessEncoding(blob.value)
    if (guess !== 'latin1') counts.set(guess, 1 + (counts.get(guess) ?? 0))
  }
  return [...counts].sort(([, a], [, b]) => b - a)[0]?.[0] ?? null
}
