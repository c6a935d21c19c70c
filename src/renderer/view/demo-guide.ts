import type { SessionSummary } from '#shared/domain/session/summary.ts'
import { createStore } from 'zustand/vanilla'
import { browserStorage, readStored, writeStored } from '#renderer/client/stored.ts'

const name = 'winnow.demoGuide'
const over = 'over'

/** The repository that the guide goes with; null where there is none, or when the person is through with it. */
export const demoGuideStore = createStore<{ readonly repository: string | null }>(() => {
  const kept = readStored(browserStorage, name)
  return { repository: kept === over ? null : kept }
})

/** Begins the guide at the first opening of the demo repository; never again once it is over. */
export function beginDemoGuide(repository: string): void {
  if (readStored(browserStorage, name) === over) return
  writeStored(browserStorage, name, repository)
  demoGuideStore.setState({ repository })
}

/** Takes the guide away for good. */
export function endDemoGuide(): void {
  writeStored(browserStorage, name, over)
  demoGuideStore.setState({ repository: null })
}

/** What the person has not done yet, of the way from a first look to a landing. */
export type DemoStep = 'wait' | 'decide' | 'goOn' | 'land' | 'landed'

/** The step of the demo's way that comes next. `shown` is the session in the middle, `all` those of its repository. */
export function demoStep(shown: SessionSummary | null, all: readonly SessionSummary[]): DemoStep {
  if (all.some((session) => session.landedOn !== null)) return 'landed'
  const counts = shown?.counts ?? null
  if (shown === null || shown.discardedAt !== null || counts === null || counts.hunks === 0) return 'wait'
  if (counts.undecided > 0) return counts.undecided === counts.hunks ? 'decide' : 'goOn'
  return 'land'
}
