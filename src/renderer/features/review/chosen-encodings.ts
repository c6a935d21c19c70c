import { textEncodings, type TextEncoding } from '#shared/diff/text-encoding.ts'
import { readStoredJson, writeStored, type PageStorage } from '#renderer/client/stored.ts'

const storageName = 'winnow.encodings'
/** Choices that are kept of all repositories; the oldest go. */
const most = 1000

/** A choice as it is kept: repository, path and encoding. */
type Kept = readonly [repository: string, path: string, encoding: TextEncoding]

function read(storage: PageStorage): readonly Kept[] {
  const stored = readStoredJson(storage, storageName)
  if (!Array.isArray(stored)) return []
  return stored.flatMap((one: unknown): Kept[] => {
    const [repository, path, name] = Array.isArray(one) ? (one as readonly unknown[]) : []
    const encoding = textEncodings.find((known) => known === name)
    return typeof repository === 'string' && typeof path === 'string' && encoding !== undefined
      ? [[repository, path, encoding]]
      : []
  })
}

/** The encodings that were chosen for files of a repository, by path; whatever makes no sense is left out. */
export function chosenEncodings(storage: PageStorage, repository: string): ReadonlyMap<string, TextEncoding> {
  return new Map(
    read(storage).flatMap(([of, path, encoding]) => (of === repository ? [[path, encoding]] : [])),
  )
}

/** Keeps exactly these for a repository, in this browser. */
export function keepEncodings(
  storage: PageStorage,
  repository: string,
  encodings: ReadonlyMap<string, TextEncoding>,
): void {
  const others = read(storage).filter(([of]) => of !== repository)
  const own = [...encodings].map(([path, encoding]): Kept => [repository, path, encoding])
  writeStored(storage, storageName, JSON.stringify([...others, ...own].slice(-most)))
}
