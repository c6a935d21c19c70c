import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { z } from 'zod'
import { err, ok, type Result } from '#shared/base/result.ts'
import { root } from '../../../scripts/command.ts'

const agentChange = z.object({
  /** "owner/name". */
  repository: z.string(),
  number: z.number(),
  agent: z.string(),
  /** The commit that the last one is held against. */
  base: z.string(),
  /** The parent of the first commit. */
  first: z.string(),
  /** The revisions, oldest first. */
  commits: z.array(z.string()).min(1),
  /** How often the target was merged in. */
  merges: z.number(),
})

/** A change that an agent made: a pull request, as a file of the corpus tells of it. */
type AgentChange = z.infer<typeof agentChange>

/** One whose commits are on this machine. */
export interface LocatedChange extends AgentChange {
  /** The git folder that has them. */
  readonly gitFolder: string
}

/** Changes to measure with, and a sentence for each thing that keeps others out. */
interface Corpus {
  readonly changes: readonly LocatedChange[]
  readonly missing: readonly string[]
}

/**
 * Reads a file of agents' changes and finds their commits in the clones below `repositories`, each named `owner+name`. What
 * can't be found is left out, and said. The error is a sentence: the file can't be read as one of changes.
 */
export function readCorpus(file: string, repositories: string): Result<Corpus, string> {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    return err(`${file} can't be read: ${error instanceof Error ? error.message : String(error)}`)
  }
  const parsed = z.array(agentChange).safeParse(parseJson(text))
  if (!parsed.success) return err(`${file} is no list of changes: ${z.prettifyError(parsed.error)}`)
  const changes: LocatedChange[] = []
  const missing: string[] = []
  for (const [repository, own] of Map.groupBy(parsed.data, (change) => change.repository)) {
    const gitFolder = findClone(repositories, repository)
    if (gitFolder === null) {
      const place = path.join(repositories, repository.replace('/', '+'))
      missing.push(`${repository}: no clone at ${place}; ${own.length} changes are left out.`)
      continue
    }
    const lacking = absentCommits(
      gitFolder,
      own.flatMap(({ base, first, commits }) => [base, first, ...commits]),
    )
    const isWhole = ({ base, first, commits }: AgentChange): boolean =>
      [base, first, ...commits].every((commit) => !lacking.has(commit))
    changes.push(...own.filter(isWhole).map((change) => ({ ...change, gitFolder })))
    const broken = own.filter((change) => !isWhole(change))
    if (broken.length > 0)
      missing.push(
        `${repository}: ${lacking.size} commits are not in ${gitFolder}; ${broken.length} changes are left out: ${broken.map(({ number }) => `#${number}`).join(', ')}.`,
      )
  }
  return ok({ changes, missing })
}

/**
 * Changes out of this project's own history, for where no corpus is named: each a stretch of so many commits of its first
 * parents, as if one agent had made them in one pull request. None where the sources came without a history.
 */
export function ownHistory(count: number, revisions: number): readonly LocatedChange[] {
  try {
    const read = (...args: readonly string[]): string =>
      execFileSync('git', [...args], {
        cwd: root,
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
      }).trim()
    const gitFolder = path.resolve(root, read('rev-parse', '--git-common-dir'))
    const commits = read('rev-list', '--first-parent', `--max-count=${count * revisions + 1}`, 'HEAD')
      .split('\n')
      .reverse()
    return Array.from({ length: Math.floor((commits.length - 1) / revisions) }, (_, index) => {
      const [base = '', ...own] = commits.slice(index * revisions, (index + 1) * revisions + 1)
      return {
        repository: 'own history',
        number: index + 1,
        agent: 'any',
        base,
        first: base,
        commits: own,
        merges: 0,
        gitFolder,
      }
    })
  } catch {
    return []
  }
}

/** Of these changes so many, evenly out of all by their sizes in lines, so that a sample has small and large ones. */
export function sample<T>(items: readonly T[], count: number, sizeOf: (item: T) => number): readonly T[] {
  if (items.length <= count) return items
  const sorted = [...items].sort((a, b) => sizeOf(a) - sizeOf(b))
  return Array.from(
    { length: count },
    (_, index) => sorted[Math.floor(((index + 0.5) * sorted.length) / count)],
  ).filter((item) => item !== undefined)
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

function findClone(repositories: string, repository: string): string | null {
  const place = path.join(repositories, repository.replace('/', '+'))
  const places = [place, path.join(place, '.git'), path.join(place, 'repo'), `${place}.git`]
  return places.find((folder) => existsSync(path.join(folder, 'objects'))) ?? null
}

function absentCommits(gitFolder: string, commits: readonly string[]): ReadonlySet<string> {
  const told = execFileSync('git', ['--git-dir', gitFolder, 'cat-file', '--batch-check'], {
    input: commits.join('\n'),
    encoding: 'utf8',
    maxBuffer: 1 << 30,
  })
  return new Set(
    told
      .split('\n')
      .flatMap((line) => (line.endsWith(' missing') ? [line.slice(0, -' missing'.length)] : [])),
  )
}
