import path from 'node:path'
import type { SessionRecord } from '#shared/domain/session/session-events.ts'
import { readPlainFile } from '../git/plain-file.ts'
import { Porcelain } from '../git/porcelain.ts'
import type { Git } from '../git/run.ts'

/** Another base, because the agent brought its target's newer commits into its own work. */
export interface FollowedBase {
  readonly baseCommit: string
  readonly baseTree: string
  /** The short name of the branch that the commits are on. */
  readonly target: string
}

/** What is looked at to tell. */
export interface Followed {
  /** The checkout that was opened, and the branch it is on. */
  readonly top: string
  readonly branch: string | null
  /** The git folder of the session's worktree. */
  readonly gitDir: string
  /** The commit that the worktree's HEAD is. */
  readonly head: string
}

const mostReflog = 10_000_000

/**
 * Where a session's base belongs after its agent rebased onto its target, or merged it: the newest commit that HEAD and
 * the target have in common, if that came after the base. Others' commits are then no hunks to decide. Null where the base
 * stays, as it does when commits that the agent itself made in its worktree are on the target: those are to be seen.
 */
export async function followedBase(
  git: Git,
  record: SessionRecord,
  { top, branch, gitDir, head }: Followed,
): Promise<FollowedBase | null> {
  if (head === record.baseCommit) return null
  const porcelain = new Porcelain(git)
  const target = await targetOf(porcelain, top, record, branch)
  let found: { readonly commit: string; readonly target: string } | null = null
  for (const { tip, name } of target) {
    const common = await porcelain.mergeBase(top, head, tip)
    if (common === null) continue
    const since: string = found?.commit ?? record.baseCommit
    const isNewer = common !== since && (await porcelain.mergeBase(top, since, common)) === since
    if (isNewer || (found === null && common === since && hasLanded(record)))
      found = { commit: common, target: name }
  }
  if (found === null || (await hasOwn(git, top, record.baseCommit, found.commit, gitDir))) return null
  const tree = await porcelain.tree(top, found.commit)
  if (!tree.ok || tree.value === record.baseTree) return null
  return { baseCommit: found.commit, baseTree: tree.value, target: found.target }
}

/** Whether the base is the commit of a landing: a HEAD that has it was brought onto the branch that it is on. */
function hasLanded(record: SessionRecord): boolean {
  const newest = record.landings.findLast((landing) => !landing.undone)
  return newest?.kind === 'branch' && newest.commit === record.baseCommit
}

/** The branch that the session is to land on, and where a remote has it; the tips of those there are. */
export async function targetOf(
  porcelain: Porcelain,
  top: string,
  record: SessionRecord,
  branch: string | null,
): Promise<readonly { readonly tip: string; readonly name: string }[]> {
  const landed = record.landings.findLast((each) => each.kind === 'branch' && !each.undone)?.target
  const fields = ['refname', 'objectname', 'upstream']
  const list = async (refs: readonly string[]): Promise<readonly (readonly string[])[]> => {
    const asked = {
      purpose: 'look for the target',
      folder: top,
      below: refs,
      fields,
      sort: 'refname',
      most: 1000,
    }
    const listed = await porcelain.listRefs(asked)
    return listed.ok ? refs.flatMap((ref) => listed.value.filter(([name]) => name === ref)) : []
  }
  const named = await list([`refs/heads/${landed ?? record.baseName}`, `refs/remotes/${record.baseName}`])
  const rows = named.length > 0 || branch === null ? named : await list([`refs/heads/${branch}`])
  const [first] = rows
  if (first === undefined) return []
  const [ref = '', , upstream = ''] = first
  const elsewhere = [upstream, ref.replace(/^refs\/heads\//, 'refs/remotes/origin/')]
  const others = await list([...new Set(elsewhere)].filter((name) => name !== '' && name !== ref))
  return [first, ...others].map(([name = '', tip = '']) => ({
    tip,
    name: name.replace(/^refs\/(heads|remotes)\//, ''),
  }))
}

/** What the log of HEAD says where it was only moved to a commit that was there. */
const moves =
  /^($|checkout: |reset: moving|(rebase|pull)[^:]*\((start|finish|abort)\)|(merge|pull)\b.*: Fast-forward|rebase (finished|aborted))/

/** Whether commits that were made in the worktree are among those between two; without a log of HEAD they may be. */
export async function hasOwn(
  git: Git,
  top: string,
  from: string,
  to: string,
  gitDir: string,
): Promise<boolean> {
  if (from === to) return false
  const log = await readPlainFile(path.join(gitDir, 'logs', 'HEAD'), mostReflog)
  if (log === null) return true
  const made = new Set<string>()
  for (const line of log.split('\n')) {
    const [, oid, message = ''] = /^[0-9a-f]+ ([0-9a-f]+) [^\t]*(?:\t(.*))?$/.exec(line) ?? []
    if (oid !== undefined && !moves.test(message)) made.add(oid)
  }
  if (made.size === 0) return false
  const args = ['rev-list', `${from}..${to}`, '--']
  const listed = await git.text({ purpose: 'look for commits of the agent', folder: top, args })
  return !listed.ok || listed.value.split('\n').some((oid) => made.has(oid))
}
