import type { LandingOutcomes } from '../landing/dependencies.ts'
import { landed, type LandingParts } from './landed.ts'
import { landingUndone } from './landing-undone.ts'

/** What landing tells the rest of the workbench. */
export function landingOutcomes(parts: LandingParts): LandingOutcomes {
  return {
    landed: (session, moved) => landed(parts, session, moved),
    undone: (session, moved) => landingUndone(parts, session, moved),
  }
}
