import { useEffect, useMemo, useState } from 'react'
import { ok } from '#shared/base/result.ts'
import type { DecidedFile } from '#shared/domain/review/decided.ts'
import type { DiffDocument } from '#renderer/editor/index.ts'
import { hasText, mayBeText } from './hunk-view.ts'
import { filesAhead } from './navigation.ts'
import type { ReviewModel } from './review-model.ts'
import type { Review } from './review-store.ts'
import { useLook } from './use-review.ts'
import { shownDocumentOf } from './since-decided.ts'
import type { TextCache, TextResult } from './text-cache.ts'

/** The text of the file in focus: at once when it was fetched ahead, else null until it is here. */
export function useFileText(
  cache: TextCache,
  number: number,
  file: DecidedFile | null,
  force: boolean,
  retries: number,
): TextResult | null {
  const key = file === null || !mayBeText(file) ? null : cache.key(number, file, force)
  const [loaded, setLoaded] = useState<{ readonly key: string; readonly result: TextResult } | null>(null)
  const known = key === null || file === null ? null : cache.peek(number, file, force)
  const peeked = useMemo(() => (known === null ? null : ok(known)), [known])
  useEffect(() => {
    if (key === null || file === null || peeked !== null) return
    let wanted = true
    void cache.load(number, file, force).then((result) => {
      if (wanted) setLoaded({ key, result })
    })
    return () => {
      wanted = false
    }
    // The key stands for revision, file and force.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [key, cache, retries, peeked])
  return peeked ?? (loaded !== null && loaded.key === key ? loaded.result : null)
}

/** Fetches the text of the files that come next, and gives their documents for making models ahead. */
export function useTextAhead(
  cache: TextCache,
  review: Review,
  model: ReviewModel,
  at: number | null,
): readonly DiffDocument[] {
  const [documents, setDocuments] = useState<readonly DiffDocument[]>([])
  const number = model.changeset.number
  const { againstBase } = useLook(review, 'againstBase')
  const file = at === null ? -1 : (model.hunks[at]?.file ?? -1)
  useEffect(() => {
    let wanted = true
    const load = async (): Promise<void> => {
      const made: DiffDocument[] = []
      for (const next of filesAhead(model, model.firstOf(Math.max(0, file)), 3)) {
        const one = model.files[next]
        if (one === undefined || !hasText(one)) continue
        const result = await cache.ahead(number, one)
        if (!wanted) return
        if (result === null || !result.ok || result.value.before?.omitted || result.value.after?.omitted)
          continue
        made.push(shownDocumentOf(cache.key(number, one, false), one, result.value, againstBase))
      }
      setDocuments(made)
    }
    void load()
    return () => {
      wanted = false
    }
  }, [cache, review, model, number, file, againstBase])
  return documents
}
