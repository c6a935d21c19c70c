import type { Page } from '@playwright/test'

/** A key, and the changed words that the frame before it showed in the focus. */
export interface SeenKey {
  readonly key: string
  /** The words of the hunk in focus in the last frame that was painted before the key; null: no hunk was. */
  readonly word: string | null
  /** The seven frames before that one showed the same: it had stood there for an eighth of a second at least. */
  readonly stood: boolean
}

/**
 * Has the page note, frame by frame, which text stands inside the frame of focus, as the layout has it and without
 * asking the application; and for each of these keys, what that was when it went down.
 */
export async function watchPaintedWords(page: Page, keys: readonly string[], pattern: RegExp): Promise<void> {
  await page.evaluate(
    ({ wanted, source }) => {
      const words = new RegExp(source)
      const seen: { key: string; word: string | null; stood: boolean }[] = []
      Object.assign(window, { seenKeys: seen })
      const frames: { at: number; word: string | null }[] = []
      const read = (): string | null => {
        const focus = document.querySelector('[data-state][data-focused]')?.getBoundingClientRect()
        if (focus === undefined) return null
        for (const line of document.querySelectorAll('.editor.modified .view-line')) {
          // Lines that are gone may have words of an earlier turn: a hunk is shown against what was decided of it.
          if (line.closest('.view-zones') !== null) continue
          const box = line.getBoundingClientRect()
          const middle = (box.top + box.bottom) / 2
          if (middle < focus.top || middle > focus.bottom || middle < 0 || middle > innerHeight) continue
          const found = words.exec(line.textContent ?? '')
          if (found) return found[0]
        }
        return null
      }
      // A task after the frame, so that what it reads has been painted; and before those of the page itself: a key that
      // comes while these work has what this read before it.
      const afterFrame = (): void => {
        const at = performance.now()
        const word = read()
        frames.push({ at, word })
        if (word !== null) Object.assign(window, { wordSeen: true })
        if (frames.length > 60) frames.splice(0, 30)
      }
      const { scheduler } = window as unknown as {
        scheduler: { postTask(task: () => void, options: { priority: 'user-blocking' }): Promise<void> }
      }
      const next = (): void => {
        void scheduler.postTask(afterFrame, { priority: 'user-blocking' })
        requestAnimationFrame(next)
      }
      requestAnimationFrame(next)
      window.addEventListener(
        'keydown',
        (event) => {
          if (!wanted.includes(event.key)) return
          const before = frames.filter((frame) => frame.at <= event.timeStamp)
          const word = before.at(-1)?.word ?? null
          const stood =
            word !== null && before.length >= 8 && before.slice(-8).every((frame) => frame.word === word)
          seen.push({ key: event.key, word, stood })
        },
        true,
      )
    },
    { wanted: [...keys], source: pattern.source },
  )
  await page.waitForFunction(() => (window as { wordSeen?: boolean }).wordSeen === true)
}

/** The keys noted so far. */
export function seenKeys(page: Page): Promise<readonly SeenKey[]> {
  return page.evaluate(() => (window as unknown as { seenKeys: SeenKey[] }).seenKeys)
}
