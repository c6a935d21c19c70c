import type { Objects } from '#main/git/objects.ts'
import { unwrap } from '#shared/base/result.ts'
import type { ComputedChangeset } from '#shared/domain/changeset/computed-changeset.ts'
import type { LocatedChange } from './agent-changes.ts'
import type { GeneratedFiles } from './generated.ts'
import { gitFiles } from './git-hunks.ts'
import type { Repositories } from './repositories.ts'
import {
  type CountedUnit,
  countUnits,
  fileUnits,
  gitUnits,
  hunkByHunk,
  linesOf,
  type UnitsOf,
} from './ways.ts'

/** The ways to read a change that are held against each other, by name. */
export type Way = 'units' | 'hunks' | 'git' | 'file'

/** One change, counted without a browser. */
export interface CountedChange {
  readonly files: number
  /** Changed lines of both sides. */
  readonly lines: number
  readonly generatedLines: number
  /** Lines of files that are deleted and not generated. */
  readonly deletedLines: number
  /** Changed lines of hunks that are alone longer than this many lines, not generated. */
  readonly longHunkLines: number
  readonly longHunks: number
  readonly units: Readonly<Record<Way, readonly CountedUnit[]>>
  /** Milliseconds that the engine took for the changeset. */
  readonly engine: number
}

const longHunk = 60

/** Paths of a changeset that are generated. */
export async function generatedPaths(
  { files }: ComputedChangeset,
  judge: GeneratedFiles,
  objects: Objects,
): Promise<ReadonlySet<string>> {
  const found = await Promise.all(files.map(async (file) => await judge.isGenerated(file, objects)))
  return new Set(files.filter((_, index) => found[index]).map((file) => file.path))
}

/** Counts units, in all ways, between two commits; throws where the clone lacks something. */
export async function countBetween(
  repositories: Repositories,
  judge: GeneratedFiles,
  unitsOf: UnitsOf,
  { gitFolder }: LocatedChange,
  base: string,
  revision: string,
): Promise<{
  readonly changeset: ComputedChangeset
  readonly units: Readonly<Record<Way, readonly CountedUnit[]>>
  readonly generated: ReadonlySet<string>
  readonly engine: number
}> {
  const startedAt = performance.now()
  const changeset = unwrap(await repositories.changeset(gitFolder, base, revision))
  const objects = await repositories.objectsOf(gitFolder)
  const grouped = await unitsOf(changeset, objects)
  const engine = performance.now() - startedAt
  const generated = await generatedPaths(changeset, judge, objects)
  const shown = await gitFiles(objects, changeset.base, changeset.revision)
  if (shown.map(({ path }) => path).join('\n') !== changeset.files.map(({ path }) => path).join('\n'))
    throw new Error('git and the engine tell of other files')
  const units = {
    units: countUnits(changeset, grouped, generated),
    hunks: countUnits(changeset, await hunkByHunk(changeset, objects), generated),
    git: gitUnits(shown, generated),
    file: fileUnits(shown, generated),
  }
  return { changeset, units, generated, engine }
}

/** Counts the last revision of a change against its base. */
export async function countChange(
  repositories: Repositories,
  judge: GeneratedFiles,
  unitsOf: UnitsOf,
  change: LocatedChange,
): Promise<CountedChange> {
  const last = change.commits.at(-1) ?? change.base
  const counted = await countBetween(repositories, judge, unitsOf, change, change.base, last)
  const { files } = counted.changeset
  const sum = (wanted: typeof files): number =>
    wanted.reduce((total, file) => total + file.hunks.reduce((lines, hunk) => lines + linesOf(hunk), 0), 0)
  const written = files.filter((file) => !counted.generated.has(file.path))
  const long = written
    .filter((file) => file.change !== 'deleted')
    .flatMap((file) => file.hunks.map(linesOf))
    .filter((lines) => lines > longHunk)
  return {
    files: files.length,
    lines: sum(files),
    generatedLines: sum(files.filter((file) => counted.generated.has(file.path))),
    deletedLines: sum(written.filter((file) => file.change === 'deleted')),
    longHunks: long.length,
    longHunkLines: long.reduce((total, lines) => total + lines, 0),
    units: counted.units,
    engine: counted.engine,
  }
}
