import path from 'node:path'
import { wordsForDisplay } from '#shared/base/path-text.ts'
import type { SessionRecord } from '#shared/domain/session/session-events.ts'
import { stashRef, takenStashRef } from '../git/hidden-ref.ts'
import { pathExists } from '../git/path-exists.ts'
import type { Git } from '../git/run.ts'
import type { Repositories } from '../repositories/repositories.ts'
import type { SessionRefs } from '../sessions/ports.ts'

interface StashParts {
  readonly git: Git
  readonly repositories: Pick<Repositories, 'facts' | 'objects'>
  readonly refs: Pick<SessionRefs, 'keep'>
}

interface Stashed {
  readonly oid: string
  readonly subject: string
}

const winnow = { name: 'Winnow', email: 'winnow@localhost' }
const mostNamed = 5

/**
 * Notes what is on the repository's stash before an agent begins, as the parents of a commit under a hidden reference: all
 * worktrees share one stash, and an entry that is popped or dropped is in no other place of git's.
 */
export async function noteStash(parts: StashParts, record: SessionRecord): Promise<void> {
  const now = await stashed(parts, record)
  if (now.length === 0 && (await noted(parts, record)) === null) return
  await keep(parts, record, stashRef(record.id), now)
}

/** What of the stash is another since it was noted, a sentence each. Entries that are gone are kept. */
export async function stashChanges(
  parts: StashParts,
  record: SessionRecord,
  turn: number,
): Promise<readonly { readonly id: string; readonly text: string }[]> {
  const now = await stashed(parts, record)
  const before = (await noted(parts, record)) ?? []
  const told: { id: string; text: string }[] = []
  const added = now.filter(({ oid }) => !before.includes(oid))
  if (added.length > 0)
    told.push({
      id: 'stash-added',
      text: `During this turn, work was put on the repository's stash: ${named(added)}. No revision has it; “git stash list” shows it, and “git stash apply” brings it back.`,
    })
  const gone = before.filter((oid) => !now.some((entry) => entry.oid === oid))
  if (gone.length > 0) {
    await keep(
      parts,
      record,
      takenStashRef(record.id, turn),
      gone.map((oid) => ({ oid })),
    )
    told.push({
      id: 'stash-gone',
      text: `During this turn, entries were taken off the repository's stash: ${gone.map((oid) => oid.slice(0, 12)).join(', ')}. They are kept; “git stash store ${(gone[0] ?? '').slice(0, 12)}” puts one back.`,
    })
  }
  return told
}

function named(entries: readonly Stashed[]): string {
  const shown = entries.slice(0, mostNamed).map(({ subject }) => `“${wordsForDisplay(subject)}”`)
  return entries.length > mostNamed
    ? `${shown.join(', ')} and ${entries.length - mostNamed} more`
    : shown.join(', ')
}

/** The entries of the stash, the newest first. */
async function stashed(
  { git, repositories }: StashParts,
  record: SessionRecord,
): Promise<readonly Stashed[]> {
  const facts = await repositories.facts(record.repository)
  if (!facts.ok || !(await pathExists(path.join(facts.value.commonDir, 'logs', 'refs', 'stash')))) return []
  const listed = await git.text({
    purpose: 'look at the stash',
    folder: facts.value.top,
    args: ['log', '--walk-reflogs', '--format=%H%x09%gs', 'refs/stash', '--'],
    accept: [0, 128],
  })
  if (!listed.ok) return []
  return listed.value.split('\n').flatMap((line) => {
    const [, oid, subject = ''] = /^([0-9a-f]{40,64})\t(.*)$/.exec(line) ?? []
    return oid === undefined ? [] : [{ oid, subject }]
  })
}

/** What was noted last; null if nothing was. */
async function noted(
  { git, repositories }: StashParts,
  record: SessionRecord,
): Promise<readonly string[] | null> {
  const facts = await repositories.facts(record.repository)
  if (!facts.ok) return null
  const ref = stashRef(record.id)
  const listed = await git.text({
    purpose: 'read what was on the stash',
    folder: facts.value.top,
    args: ['for-each-ref', '--format=ref %(parent)', ref],
  })
  return !listed.ok || listed.value === '' ? null : listed.value.split(/\s+/).slice(1)
}

async function keep(
  { repositories, refs }: StashParts,
  record: SessionRecord,
  ref: string,
  entries: readonly Pick<Stashed, 'oid'>[],
): Promise<void> {
  const objects = await repositories.objects(record.repository)
  if (!objects.ok) return
  const parents = entries.map(({ oid }) => oid)
  const message = 'Entries of the stash\n'
  const commit = objects.value.storeCommit({ tree: record.baseTree, parents, message, signature: winnow })
  if (commit.ok) await refs.keep(record.repository, ref, commit.value)
}
