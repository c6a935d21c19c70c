import type { LandingOutcomes } from '../landing/dependencies.ts'
import { keepLanded, landed, type LandingParts } from './landed.ts'
import { landingUndone } from './landing-undone.ts'

/** What landing tells the rest of the workbench. */
export function landingOutcomes(parts: LandingParts): LandingOutcomes {
  return {
    keep: (session, moved) => keepLanded(parts, session, moved),
    landed: (session, moved) => landed(parts, session, moved),
    undone: (session, moved) => landingUndone(parts, session, moved),
  }
}
