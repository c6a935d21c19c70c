import { pathToBytes } from '#shared/base/path-text.ts'

/** The bytes of a file's place on disk: a tree path below a checkout's folder. Paths may be no UTF-8. */
export function onDisk(folder: string, treePath: string): Buffer {
  return Buffer.concat([Buffer.from(`${folder}/`), pathToBytes(treePath)])
}

/** Paths as git reads them from its standard input with -z. */
export function pathList(paths: readonly string[]): Buffer {
  return Buffer.concat(paths.flatMap((name) => [pathToBytes(name), Buffer.from([0])]))
}

/** The non-empty fields of a -z output. */
export function zeroSeparated(bytes: Buffer): Buffer[] {
  const fields: Buffer[] = []
  for (let at = 0; at < bytes.length;) {
    const end = bytes.indexOf(0, at)
    const next = end < 0 ? bytes.length : end
    if (next > at) fields.push(bytes.subarray(at, next))
    at = next + 1
  }
  return fields
}
