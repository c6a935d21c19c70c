import { createHash } from 'node:crypto'

/** Bytes of a checksum: enough that neither chance nor a torn write makes an equal one. */
const length = 16

/** What the chain of a stream starts from. */
export const chainStart: Uint8Array = new Uint8Array(length)

/** The checksum of a row: of all its columns, each with its length, so that no two rows look alike. */
export function sumOf(columns: readonly (Uint8Array | number)[]): Uint8Array {
  const hash = createHash('sha256')
  for (const column of columns) {
    const bytes = typeof column === 'number' ? Buffer.from(String(column)) : column
    hash.update(`${bytes.length}:`).update(bytes)
  }
  return hash.digest().subarray(0, length)
}

/** The chain of a stream after one more row: it stands for this row and for all before it, in their order. */
export function chainAfter(before: Uint8Array, sum: Uint8Array): Uint8Array {
  return createHash('sha256').update(before).update(sum).digest().subarray(0, length)
}

/** Whether two checksums are the same. */
export function isSame(one: Uint8Array, other: Uint8Array): boolean {
  return Buffer.compare(one, other) === 0
}
