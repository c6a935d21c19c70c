import { changesetContract } from './changeset.ts'
import { figuresContract } from './figures.ts'
import { keysContract } from './keys.ts'
import { landingContract } from './landing.ts'
import { pictureContract } from './picture.ts'
import { repositoryContract } from './repository.ts'
import { reviewContract } from './review.ts'
import { ruleContract } from './rule.ts'
import { sessionContract } from './session.ts'
import { workbenchContract } from './workbench.ts'

/** Everything a renderer or a command line may ask of the workbench. */
export const contract = {
  workbench: workbenchContract,
  keys: keysContract,
  picture: pictureContract,
  repository: repositoryContract,
  rule: ruleContract,
  session: sessionContract,
  changeset: changesetContract,
  review: reviewContract,
  landing: landingContract,
  figures: figuresContract,
}
export type Contract = typeof contract
