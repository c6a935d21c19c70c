import { pushStream } from '#shared/base/push-stream.ts'
import type { HostEvent } from '#shared/contract/host.ts'

/** What the host wants of its pages, on its way to them. */
export interface HostEvents {
  /** Tells one page, or the one that came last where none is named. Kept for it when it does not listen yet. */
  tell(event: HostEvent, page?: string): void
  /** What is told to this page from now on, and what was kept for it. */
  watch(signal: AbortSignal, page?: string): AsyncIterableIterator<HostEvent>
}

/** Kept for pages that don't listen yet; the oldest give way. */
const mostKept = 10

export function hostEvents(): HostEvents {
  const listening = new Set<{
    readonly page: string | undefined
    readonly push: (event: HostEvent) => void
  }>()
  let waiting: { readonly page: string | undefined; readonly event: HostEvent }[] = []
  return {
    tell(event, page) {
      const listener = [...listening].findLast((one) => page === undefined || one.page === page)
      if (listener) listener.push(event)
      else waiting = [...waiting, { page, event }].slice(-mostKept)
    },
    watch: (signal, page) =>
      pushStream<HostEvent>(signal, (push) => {
        const listener = { page, push }
        listening.add(listener)
        const mine = waiting.filter((kept) => kept.page === undefined || kept.page === page)
        waiting = waiting.filter((kept) => !mine.includes(kept))
        for (const { event } of mine) push(event)
        return () => listening.delete(listener)
      }),
  }
}
