import type { Result } from '#shared/base/result.ts'
import type { ChangesetFailure, DecidedFile, FileText } from '#shared/contract/changeset.ts'
import type { Client } from '#renderer/client/context.ts'

export type TextResult = Result<FileText, ChangesetFailure>

interface Entry {
  readonly promise: Promise<TextResult>
  settled: TextResult | null
}

/** Names exactly one content of a file: another revision, base or own edit has another name. */
export function textKey(session: string, number: number, file: DecidedFile, force: boolean): string {
  const edits = file.edits.map((edit) => `${edit.id}${edit.holds ? '' : '!'}`).join(',')
  return [session, number, file.path, file.oldOid, file.newOid, edits, force].join('\n')
}

/** Both sides of the files read last and of those that come next. A failure is asked for again. */
export class TextCache {
  readonly #client: Client
  readonly #session: string
  readonly #entries = new Map<string, Entry>()
  readonly #limit: number

  constructor(client: Client, session: string, limit = 24) {
    this.#client = client
    this.#session = session
    this.#limit = limit
  }

  /** The text if it is here already: then the file can be shown in this very frame. */
  peek(number: number, file: DecidedFile, force = false): FileText | null {
    const settled = this.#entries.get(textKey(this.#session, number, file, force))?.settled
    return settled !== null && settled !== undefined && settled.ok ? settled.value : null
  }

  load(number: number, file: DecidedFile, force = false): Promise<TextResult> {
    const key = textKey(this.#session, number, file, force)
    const known = this.#entries.get(key)
    if (known !== undefined) {
      this.#entries.delete(key)
      this.#entries.set(key, known)
      return known.promise
    }
    const promise = this.#client.changeset
      .file({ session: this.#session, number, path: file.path, force })
      .catch((): TextResult => ({
        ok: false,
        error: {
          kind: 'gitFailed',
          message:
            'The workbench did not answer, so the file is not shown. No decision was changed. Try again.',
        },
      }))
    const entry: Entry = { promise, settled: null }
    this.#entries.set(key, entry)
    void promise.then((result) => {
      entry.settled = result
      if (!result.ok) this.#entries.delete(key)
    })
    for (const oldest of this.#entries.keys()) {
      if (this.#entries.size <= this.#limit) break
      this.#entries.delete(oldest)
    }
    return promise
  }
}
