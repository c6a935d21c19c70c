import { z } from 'zod'
import { Emitter } from '#shared/base/emitter.ts'
import { pushStream, type SignalLike } from '#shared/base/push-stream.ts'
import type { ChosenEncoding } from '#shared/contract/repository.ts'
import { textEncodings, type TextEncoding } from '#shared/diff/text-encoding.ts'
import type { Store } from '../store/store.ts'

/** Choices that are kept of a repository; the oldest go. */
const most = 1000
const prefix = 'encodings/'

const shape = z.array(z.object({ path: z.string(), encoding: z.enum(textEncodings) }))

/** The encodings that the person chose for files, by repository and path. */
export class ChosenEncodings {
  readonly #store: Pick<Store, 'putDocument' | 'wholeDocument'>
  readonly #changed = new Emitter<string>()

  constructor(store: Pick<Store, 'putDocument' | 'wholeDocument'>) {
    this.#store = store
  }

  /** Those of a repository, the latest last. A damaged list is none: files are read as they look like. */
  of(repository: string): readonly ChosenEncoding[] {
    const read = shape.safeParse(this.#store.wholeDocument(prefix + repository))
    return read.success ? read.data : []
  }

  get(repository: string, path: string): TextEncoding | null {
    return this.of(repository).find((one) => one.path === path)?.encoding ?? null
  }

  /** Keeps a choice; null takes it back. */
  choose(repository: string, path: string, encoding: TextEncoding | null): void {
    const others = this.of(repository).filter((one) => one.path !== path)
    const next = encoding === null ? others : [...others, { path, encoding }]
    this.#store.putDocument(prefix + repository, next.length === 0 ? undefined : next.slice(-most))
    this.#changed.emit(repository)
  }

  /** All of a repository at once, and again whenever one changes. */
  watch(repository: string, signal: SignalLike): AsyncIterableIterator<readonly ChosenEncoding[]> {
    return pushStream<readonly ChosenEncoding[]>(signal, (push) => {
      push(this.of(repository))
      const listening = this.#changed.on((changed) => {
        if (changed === repository) push(this.of(repository))
      })
      return () => listening.dispose()
    })
  }
}
