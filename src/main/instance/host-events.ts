import { pushStream } from '#shared/base/push-stream.ts'
import type { HostEvent } from '#shared/contract/host.ts'

/** What the host wants of its pages, on its way to them. */
export interface HostEvents {
  tell(event: HostEvent): void
  watch(signal: AbortSignal): AsyncIterableIterator<HostEvent>
}

export function hostEvents(): HostEvents {
  const pages = new Set<(event: HostEvent) => void>()
  let waiting: HostEvent[] = []
  return {
    tell(event) {
      // Only the page that came last acts: it is the one before the person.
      const page = [...pages].at(-1)
      if (page) page(event)
      else waiting = [...waiting.slice(-9), event]
    },
    watch: (signal) =>
      pushStream<HostEvent>(signal, (push) => {
        pages.add(push)
        const kept = waiting
        waiting = []
        for (const event of kept) push(event)
        return () => pages.delete(push)
      }),
  }
}
