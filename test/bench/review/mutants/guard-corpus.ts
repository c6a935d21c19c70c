import { unwrap } from '#shared/base/result.ts'
import type { LocatedChange } from '../agent-changes.ts'
import type { Repositories } from '../repositories.ts'
import { candidates, type Candidate, judge, type Judged, positionOf } from './mutation-guard.ts'
import { type Compose, unitFiles } from './unit-files.ts'
import type { UnitFile } from '#shared/domain/unit/unit-file.ts'

/** What the guards of mutation and position found. */
export interface Guarded {
  readonly judged: readonly Judged[]
  /** How many mutants there would be. */
  readonly possible: number
  /** Where mutants come in the reading order, from 0 to 1. */
  readonly positions: readonly number[]
}

/** One in so many mutants is looked for in its whole changeset. */
const positionEvery = 25

/** Puts up to so many mutants, evenly out of all that are possible, into the units of these changes. */
export async function guardCorpus(
  repositories: Repositories,
  changes: readonly LocatedChange[],
  most: number,
  compose: Compose,
): Promise<Guarded> {
  const all: { readonly candidate: Candidate; readonly files: readonly UnitFile[] }[] = []
  for (const { gitFolder, base, commits } of changes) {
    const changeset = unwrap(await repositories.changeset(gitFolder, base, commits.at(-1) ?? base))
    const files = await unitFiles(changeset, await repositories.objectsOf(gitFolder))
    for (const candidate of await candidates(files, compose(files))) all.push({ candidate, files })
  }
  const judged: Judged[] = []
  const positions: number[] = []
  const count = Math.min(most, all.length)
  for (let index = 0; index < count; index += 1) {
    const chosen = all[Math.floor((index * all.length) / count)]
    if (chosen === undefined) break
    judged.push(await judge(chosen.candidate, chosen.files, compose))
    if (index % positionEvery === 0) positions.push(await positionOf(chosen.candidate, chosen.files, compose))
  }
  return { judged, possible: all.length, positions }
}
