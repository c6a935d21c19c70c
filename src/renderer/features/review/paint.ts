import { paintedMark } from './decisions.ts'
import type { Review } from './review-store.ts'

/**
 * Tells the review when a hunk has really been painted: the task after the next frame. Asking again withdraws what was
 * asked before.
 */
export function createPainter(review: Review): { soon(hunk: string): void; dispose(): void } {
  let turn = 0
  const channel = new MessageChannel()
  let waiting: { readonly turn: number; readonly hunk: string } | null = null
  channel.port1.onmessage = () => {
    if (waiting === null || waiting.turn !== turn) return
    const { hunk } = waiting
    waiting = null
    performance.mark(paintedMark, { detail: { hunk } })
    review.paint(hunk)
  }
  return {
    soon(hunk) {
      turn += 1
      const mine = turn
      requestAnimationFrame(() => {
        if (mine !== turn) return
        waiting = { turn: mine, hunk }
        channel.port2.postMessage(null)
      })
    },
    dispose() {
      turn += 1
      channel.port1.close()
    },
  }
}
