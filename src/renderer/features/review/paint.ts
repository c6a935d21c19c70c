import { markHunk } from './marks.ts'
import type { Review } from './review-store.ts'

/** Frames after which a hunk counts as painted although its frame of focus was not found. */
const patience = 30

/**
 * Tells the review when a hunk has really been painted: the task after the first frame whose page has it, as `isThere`
 * says. Asking again withdraws what was asked before.
 */
export function createPainter(review: Review): {
  soon(hunk: string, isThere?: () => boolean): void
  /** There is nothing of a hunk to see in this file, only words on it. */
  soonFile(file: number): void
  /** What is on screen moved: tells what is there once it is painted. */
  soonSeen(): void
  /** What was on screen is being replaced: nothing is painted until it is asked for again. */
  withdraw(): void
  dispose(): void
} {
  let asked = 0
  let moving = 0
  const channel = new MessageChannel()
  let waiting: { readonly asked: number; readonly tell: () => void } | null = null
  channel.port1.onmessage = () => {
    if (waiting === null || waiting.asked !== asked) return
    const { tell } = waiting
    waiting = null
    tell()
  }
  const after = (tell: () => void, isThere: () => boolean): void => {
    asked += 1
    const mine = asked
    const look = (frame: number): void => {
      requestAnimationFrame(() => {
        if (mine !== asked) return
        if (frame < patience && !isThere()) {
          look(frame + 1)
          return
        }
        waiting = { asked: mine, tell }
        channel.port2.postMessage(null)
      })
    }
    look(0)
  }
  return {
    soon(hunk, isThere = () => true) {
      after(() => {
        markHunk('winnow:painted', hunk)
        review.focus.paint(hunk)
      }, isThere)
    },
    soonFile(file) {
      after(
        () => review.focus.paintFile(file),
        () => true,
      )
    },
    soonSeen() {
      if (moving !== 0) return
      // The frame after the one that paints it.
      moving = requestAnimationFrame(() => {
        moving = requestAnimationFrame(() => {
          moving = 0
          review.focus.see()
        })
      })
    },
    withdraw() {
      asked += 1
      review.focus.unpaintFile()
    },
    dispose() {
      asked += 1
      cancelAnimationFrame(moving)
      channel.port1.close()
    },
  }
}
