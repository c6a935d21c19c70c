import type { Browser, Page } from '@playwright/test'
import { nothingRead, type Reading } from '../reading-model.ts'
import type { Weight } from '../screen.ts'
import { openPage, weigh } from '../read-sample.ts'
import type { AlternativeChange, AlternativeState, ServedAlternative } from './alternative.ts'

/** A change that was read with an alternative. */
export interface AlternativeReading {
  readonly decisions: number
  readonly sizes: readonly number[]
  /** Milliseconds from each key to what it led to being painted. */
  readonly waits: readonly number[]
  readonly reading: Reading
  readonly weight: Weight
}

/** Reads a change with an alternative as a careful person does, whole. */
export async function readAlternative(
  browser: Browser,
  link: string,
  change: AlternativeChange,
): Promise<AlternativeReading> {
  const page = await openPage(browser, link)
  try {
    await page.waitForFunction(() => 'alternative' in window)
    await page.evaluate(showChange, change)
    let state = await page.evaluate(readState)
    let keys = 0
    const waits: number[] = []
    const press = async (key: 'a' | 'Space'): Promise<AlternativeState> => {
      keys += 1
      await page.keyboard.press(key)
      waits.push(await painted(page))
      return page.evaluate(readState)
    }
    while (!state.done) {
      while (state.unseen > 0) {
        const next = await press('Space')
        const isStuck = next.unseen === state.unseen
        state = next
        if (isStuck) break
      }
      state = await press('a')
    }
    const waited = waits.reduce((sum, wait) => sum + wait, 0) / 1000
    return {
      decisions: state.decisions,
      sizes: state.sizes,
      waits,
      reading: { ...nothingRead, keys, waited, painted: state.painted },
      weight: await weigh(page),
    }
  } finally {
    await page.context().close()
  }
}

/** Runs in the page. */
function showChange(change: AlternativeChange): Promise<void> {
  return (window as unknown as { alternative: ServedAlternative }).alternative.show(change)
}

/** Runs in the page. */
function readState(): AlternativeState {
  return (window as unknown as { alternative: ServedAlternative }).alternative.state()
}

/** Milliseconds from the last key to what it led to being painted. */
async function painted(page: Page): Promise<number> {
  const told = await page.waitForFunction(
    () => {
      const { framed, pressed } = window as unknown as {
        framed?: { key: number; taken: number }
        pressed: number
      }
      return framed?.key === pressed ? framed : null
    },
    null,
    { polling: 'raf', timeout: 120_000 },
  )
  const found = await told.jsonValue()
  if (found === null) throw new Error('nothing was painted')
  return found.taken
}
