import type { Disposable } from '#shared/base/disposable.ts'
import type { TextEncoding } from '#shared/diff/text-encoding.ts'
import type { Client } from '#renderer/client/context.ts'
import { followStream } from './follow.ts'

/** Follows the encodings that were chosen for files of a repository, by path, in this window or another. */
export function followEncodings(
  client: Client,
  repository: string,
  take: (encodings: ReadonlyMap<string, TextEncoding>) => void,
): Disposable {
  return followStream(
    (signal) => client.repository.watchEncodings({ repository }, { signal }),
    (chosen) => {
      take(new Map(chosen.map(({ path, encoding }) => [path, encoding])))
      return true
    },
  )
}
