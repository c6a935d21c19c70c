import { guessEncoding } from './detect-encoding.ts'
import { concatBytes } from './lines.ts'
import { decodeStrictly, isUtf16, type TextEncoding } from './text-encoding.ts'

/** What is known of a file's encoding besides its bytes. */
export interface EncodingHints {
  /** What the person chose for it. */
  readonly chosen: TextEncoding | null
  /** What the repository names, or what its neighbours are in; it counts where the bytes are no UTF-8 and fit it. */
  readonly likely: { readonly encoding: TextEncoding; readonly named: boolean } | null
}

/** The encoding that the lines of a file are read in. */
export interface ReadAs {
  readonly encoding: TextEncoding
  /** Nobody named it, and the bytes alone don't say it. */
  readonly guessed: boolean
}

/** Where those come from; what is likely is looked for only where the bytes alone don't tell. */
export interface EncodingSource {
  readonly chosen: TextEncoding | null
  likely(): Promise<EncodingHints['likely']>
}

const noHints: EncodingHints = { chosen: null, likely: null }

const isUtf8 = (bytes: Uint8Array): boolean => decodeStrictly(bytes, 'utf-8') !== null

/**
 * In which encoding each side of a file is read, from all of it: what is shown of it in parts is read in the same one. Both
 * sides that are no UTF-8 are guessed together. UTF-16 is of whole texts only; see `toWholeText`.
 */
export function readSidesAs(
  sides: readonly (Uint8Array | null)[],
  { chosen, likely }: EncodingHints = noHints,
): readonly (ReadAs | null)[] {
  if (chosen !== null && !isUtf16(chosen))
    return sides.map((side) => side && { encoding: chosen, guessed: false })
  const other = sides.flatMap((side) => (side !== null && !isUtf8(side) ? [side] : []))
  const fits = (encoding: TextEncoding): boolean =>
    !isUtf16(encoding) && other.every((side) => decodeStrictly(side, encoding) !== null)
  const as: ReadAs =
    likely !== null && fits(likely.encoding)
      ? { encoding: likely.encoding, guessed: !likely.named }
      : { encoding: guessEncoding(concatBytes(other)), guessed: true }
  return sides.map(
    (side) => side && (other.includes(side) ? as : ({ encoding: 'utf-8', guessed: false } as const)),
  )
}

/** The same, asking the source for as little as is needed; without one it is guessed. */
export async function readSidesFrom(
  sides: readonly (Uint8Array | null)[],
  source: EncodingSource | null | undefined,
): Promise<readonly (ReadAs | null)[]> {
  if (!source) return readSidesAs(sides)
  const { chosen } = source
  const isPlain = sides.every((side) => side === null || isUtf8(side))
  return readSidesAs(sides, { chosen, likely: chosen !== null || isPlain ? null : await source.likely() })
}
