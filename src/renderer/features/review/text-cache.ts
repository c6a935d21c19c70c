import { LRUCache } from 'lru-cache'
import type { Result } from '#shared/base/result.ts'
import type { ChangesetFailure } from '#shared/contract/changeset.ts'
import type { DecidedFile } from '#shared/domain/review/decided.ts'
import type { FileText } from '#shared/domain/changeset/file-text.ts'
import type { TextEncoding } from '#shared/diff/text-encoding.ts'
import type { Client } from '#renderer/client/context.ts'

export type TextResult = Result<FileText, ChangesetFailure>

interface Entry {
  readonly promise: Promise<TextResult>
  settled: TextResult | null
  /** It was asked for ahead: a large text is left out of it. */
  readonly ahead: boolean
}

/** Bytes of a text that is fetched ahead. A larger one would take the time of the keys that are pressed meanwhile. */
const aheadLimit = 1_000_000

const isTooLarge = (result: TextResult): boolean =>
  result.ok && [result.value.before, result.value.after].some((side) => side?.omitted === 'tooLarge')

/** Names exactly one content of a file: another revision, base, own edit or encoding has another name. */
export function textKey(
  session: string,
  number: number,
  file: DecidedFile,
  force: boolean,
  encoding: TextEncoding | null,
): string {
  const edits = file.edits.map((edit) => `${edit.id}${edit.holds ? '' : '!'}`).join(',')
  return [session, number, file.path, file.oldOid, file.newOid, edits, force, encoding].join('\n')
}

/** Both sides of the files read last and of those that come next. A failure is asked for again. */
export class TextCache {
  readonly #client: Client
  readonly #session: string
  readonly #encodingOf: (path: string) => TextEncoding | null
  readonly #entries: LRUCache<string, Entry>
  /** Keys of texts that are not fetched ahead again. */
  readonly #large = new Set<string>()

  /** `encodingOf` gives the encoding that the person chose for a path. */
  constructor(
    client: Client,
    session: string,
    encodingOf: (path: string) => TextEncoding | null,
    limit = 24,
  ) {
    this.#encodingOf = encodingOf
    this.#client = client
    this.#session = session
    this.#entries = new LRUCache({ max: limit })
  }

  /** Names the content that is read of a file now. */
  key(number: number, file: DecidedFile, force: boolean): string {
    return textKey(this.#session, number, file, force, this.#encodingOf(file.path))
  }

  /** The text if it is here already: then the file can be shown in this very frame. */
  peek(number: number, file: DecidedFile, force = false): FileText | null {
    const settled = this.#entries.peek(this.key(number, file, force))?.settled
    return settled !== null && settled !== undefined && settled.ok ? settled.value : null
  }

  load(number: number, file: DecidedFile, force = false): Promise<TextResult> {
    const key = this.key(number, file, force)
    const known = this.#entries.get(key)
    if (known !== undefined) {
      if (!known.ahead) return known.promise
      return known.promise.then((result) =>
        isTooLarge(result) ? this.#fetch(key, number, file, force, false) : result,
      )
    }
    return this.#fetch(key, number, file, force, false)
  }

  /** The text of a file that comes next; null when it is too large to be fetched before it is wanted. */
  async ahead(number: number, file: DecidedFile): Promise<TextResult | null> {
    const key = this.key(number, file, false)
    if (this.#large.has(key)) return null
    const result = await (this.#entries.peek(key)?.promise ?? this.#fetch(key, number, file, false, true))
    // One that was read before is here whole; its models would take just as long.
    const sizes = result.ok ? [result.value.before, result.value.after].map((side) => side?.bytes ?? 0) : []
    return Math.max(0, ...sizes) > aheadLimit ? null : result
  }

  #fetch(
    key: string,
    number: number,
    file: DecidedFile,
    force: boolean,
    ahead: boolean,
  ): Promise<TextResult> {
    const fetched = this.#entries.peek(key)
    if (fetched !== undefined && !fetched.ahead) return fetched.promise
    const encoding = this.#encodingOf(file.path)
    const limit = { ...(ahead ? { limit: aheadLimit } : {}), ...(encoding === null ? {} : { encoding }) }
    const promise = this.#client.changeset
      .file({ session: this.#session, number, path: file.path, force, ...limit })
      .catch((): TextResult => ({
        ok: false,
        error: {
          kind: 'gitFailed',
          message:
            'The workbench did not answer, so the file is not shown. No decision was changed. Try again.',
        },
      }))
    const entry: Entry = { promise, settled: null, ahead }
    this.#entries.set(key, entry)
    void promise.then((result) => {
      entry.settled = result
      const left = ahead && isTooLarge(result)
      if (left) this.#large.add(key)
      if ((left || !result.ok) && this.#entries.peek(key) === entry) this.#entries.delete(key)
    })
    return promise
  }
}
