import { useEffect, useState } from 'react'
import type { DecidedHunk } from '#shared/domain/review/decided.ts'
import { firstLinesOf } from './first-lines.ts'
import { hasText } from './hunk-view.ts'
import type { ReviewModel } from './review-model.ts'
import type { TextCache } from './text-cache.ts'

/** The first changed line of each hunk of the files in view, fetched when scrolling rests. */
export function useFirstLines(
  model: ReviewModel,
  cache: TextCache,
  visible: readonly number[],
): ReadonlyMap<string, string> {
  const [lines, setLines] = useState<ReadonlyMap<string, string>>(new Map())
  const key = visible.join()
  useEffect(() => {
    let wanted = true
    const timer = setTimeout(() => {
      const missing = visible
        .map((file) => model.files[file])
        .filter(
          (file) =>
            file !== undefined && hasText(file) && !file.hunks.every((hunk) => lines.has(lineKey(hunk))),
        )
        .slice(0, 16)
      void Promise.all(
        missing.map(async (file) =>
          file === undefined ? null : { file, result: await cache.load(model.changeset.number, file) },
        ),
      ).then((loaded) => {
        if (!wanted || loaded.length === 0) return
        setLines((before) => {
          const next = new Map(before)
          for (const one of loaded) {
            if (one === null || !one.result.ok) continue
            const found = firstLinesOf(one.file, one.result.value)
            for (const hunk of one.file.hunks) next.set(lineKey(hunk), found.get(hunk.id) ?? '')
          }
          return next
        })
      })
    }, 120)
    return () => {
      wanted = false
      clearTimeout(timer)
    }
    // The key stands for the files in view.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [key, model, cache])
  return lines
}

/** An own edit in its place is another line of the same hunk. */
function lineKey({ id, editedBy }: DecidedHunk): string {
  return `${id} ${editedBy ?? ''}`
}

/** What was fetched for a hunk; empty until then. */
export function lineOf(lines: ReadonlyMap<string, string>, hunk: DecidedHunk | undefined): string {
  return (hunk === undefined ? undefined : lines.get(lineKey(hunk))) ?? ''
}
