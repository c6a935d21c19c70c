import { realpath } from 'node:fs/promises'
import path from 'node:path'
import { countOf } from '#shared/base/quantity-text.ts'
import type { Collectable, Garbage, GarbageRequest, KeptPart } from '#shared/contract/collection.ts'
import type { DiskUse } from '#shared/contract/workbench.ts'
import { chooseOver, overSince, type Over, type OverSession } from '#shared/domain/session/over.ts'
import type { SessionRecord } from '#shared/domain/session/session-events.ts'
import { sessionRefs } from '../git/hidden-ref.ts'
import { keepsOwnWork, type HeldRef } from '../git/session-refs.ts'
import { folderUse } from '../system/disk-use.ts'
import { mountsIn } from '../system/mounts.ts'
import type { SessionContext } from './session-context.ts'

const day = 86_400_000

/** What there is of one session that is over. */
interface Candidate extends OverSession {
  readonly record: SessionRecord
  readonly over: Over
  /** Those that keep nothing of the person's; null where the repository can't be read. */
  readonly refs: readonly HeldRef[] | null
  readonly outputs: { readonly bytes: number; readonly count: number }
  readonly worktreeBytes: number
}

/** What the data folder uses: counted when it is asked for, links and mounts are not followed. */
export async function diskUse(context: SessionContext): Promise<DiskUse> {
  const { home } = context.folders
  const mounts = await mountsBelow(home)
  const [database, worktrees, sessions, trash, unsent] = await Promise.all(
    ['private', 'worktrees', 'sessions', 'trash', 'pictures'].map((name) =>
      folderUse(path.join(home, name), mounts),
    ),
  )
  let sent = 0
  for (const { id } of context.registry.all())
    sent += (await folderUse(path.join(context.folders.of(id), 'pictures'), mounts)).bytes
  let references = 0
  for (const repository of new Set(context.registry.all().map((record) => record.repository)))
    for (const held of (await context.refs.all(repository))?.values() ?? []) references += held.length
  const parts = [database, worktrees, sessions, trash, unsent]
  return {
    database: database?.bytes ?? 0,
    worktrees: worktrees?.bytes ?? 0,
    // The folders are counted one after the other: a picture may have come between.
    outputs: Math.max(0, (sessions?.bytes ?? 0) - sent),
    pictures: sent + (unsent?.bytes ?? 0),
    trash: trash?.bytes ?? 0,
    references,
    whole: parts.every((part) => part?.whole === true),
  }
}

/**
 * What of sessions that are over can be deleted to make room, and what stays although it is old enough, with the reason.
 * Changes nothing: no snapshot is taken, so whether a worktree is still as its newest revision is found when it goes.
 */
export async function listGarbage(context: SessionContext, request: GarbageRequest): Promise<Garbage> {
  const candidates = await candidatesOf(context)
  const { database, worktrees, outputs, pictures, trash } =
    request.budget === undefined
      ? { database: 0, worktrees: 0, outputs: 0, pictures: 0, trash: 0 }
      : await diskUse(context)
  const now = Date.now()
  const chosen = chooseOver(candidates, {
    now,
    age: request.olderThanDays * day,
    budget: request.budget ?? null,
    used: database + worktrees + outputs + pictures + trash,
  })
  const items: Collectable[] = []
  const kept: KeptPart[] = []
  for (const one of chosen) {
    const days = Math.max(0, Math.floor((now - one.at) / day))
    const why = one.unfinished
      ? 'an earlier collection of it was cut off'
      : `${one.over.how} ${countOf(days, 'day')} ago`
    const parts =
      one.over.how === 'discarded' ? await ofDiscarded(context, one) : await ofLanded(context, one, request)
    for (const part of parts)
      if ('place' in part) items.push({ ...part, why })
      else kept.push(part)
  }
  return { items, kept }
}

async function candidatesOf(context: SessionContext): Promise<readonly Candidate[]> {
  const refs = new Map<string, Awaited<ReturnType<SessionContext['refs']['all']>>>()
  const mounts = await mountsBelow(context.folders.home)
  const candidates: Candidate[] = []
  for (const record of context.registry.all()) {
    const over = overSince(record)
    if (over === null) continue
    const { id, repository } = record
    if (!refs.has(repository)) refs.set(repository, await context.refs.all(repository))
    const held = refs.get(repository)
    const own = held ? (held.get(id) ?? []).filter(keepsOwnWork) : null
    const logs = await context.folders.logs(id)
    const outputs =
      over.how === 'discarded'
        ? { bytes: (await folderUse(context.folders.of(id), mounts)).bytes, count: logs.length }
        : { bytes: logs.reduce((sum, { bytes }) => sum + bytes, 0), count: logs.length }
    const worktreeBytes = record.worktree === null ? 0 : (await folderUse(record.worktree, mounts)).bytes
    candidates.push({
      record,
      over,
      refs: own,
      outputs,
      worktreeBytes,
      at: over.at,
      bytes: outputs.bytes + worktreeBytes,
      unfinished: record.collected.includes('references') && ((own?.length ?? 0) > 0 || outputs.bytes > 0),
    })
  }
  return candidates
}

type Part = Omit<Collectable, 'why'> | KeptPart

async function ofDiscarded(context: SessionContext, one: Candidate): Promise<readonly Part[]> {
  const { record, refs, outputs } = one
  const { id, repository, title } = record
  const named = { session: id, title }
  const loss = refs === null ? 'Its repository can’t be read.' : await context.repositories.loss(record)
  // Once it is back, the session can be restored.
  if (refs === null || loss !== null)
    return [{ ...named, part: 'references', why: loss ?? 'Its repository can’t be read.', paths: [] }]
  const parts: Part[] = []
  if (refs.length > 0)
    parts.push({
      ...named,
      part: 'references',
      place: sessionRefs(id),
      bytes: await context.refs.bytes(repository, id, refs),
      count: refs.length,
      lost: 'It can’t be restored any more, its revisions can’t be shown, and its landings can’t be undone.',
    })
  if (outputs.bytes > 0) parts.push(outputsOf(context, one))
  return parts
}

async function ofLanded(
  context: SessionContext,
  one: Candidate,
  request: Pick<GarbageRequest, 'ignored'>,
): Promise<readonly Part[]> {
  const { record, outputs, worktreeBytes } = one
  const { id, title, worktree } = record
  const named = { session: id, title }
  const parts: Part[] = []
  if (outputs.count > 0) parts.push(outputsOf(context, one))
  if (worktree === null) return parts
  const { kept, ignored } = await whyKept(context, record, request)
  if (kept) parts.push({ ...named, part: 'worktree', ...kept })
  else
    parts.push({
      ...named,
      part: 'worktree',
      place: worktree,
      bytes: worktreeBytes,
      count: 1,
      lost:
        ignored.length === 0
          ? 'Nothing: a follow-up makes it again from the newest revision.'
          : `These ignored files do not come back: ${ignored.join(', ')}.`,
    })
  return parts
}

function outputsOf(context: SessionContext, { record: { id, title }, outputs }: Candidate): Part {
  return {
    session: id,
    title,
    part: 'outputs',
    place: context.folders.of(id),
    bytes: outputs.bytes,
    count: outputs.count,
    lost: 'The outputs of its commands can’t be read any more, nor the pictures of its prompts be seen.',
  }
}

/** Why a worktree stays, as far as that can be told without a snapshot. */
async function whyKept(
  context: SessionContext,
  record: SessionRecord,
  request: Pick<GarbageRequest, 'ignored'>,
): Promise<{ readonly kept: Pick<KeptPart, 'why' | 'paths'> | null; readonly ignored: readonly string[] }> {
  const keep = (
    why: string,
    paths: readonly string[] = [],
  ): { readonly kept: Pick<KeptPart, 'why' | 'paths'>; readonly ignored: readonly string[] } => ({
    kept: { why, paths },
    ignored: [],
  })
  const newest = record.revisions.at(-1)
  if ((await context.worktrees.locate(record)).kind !== 'there') return keep('It is not in its place.')
  if (newest === undefined) return keep('There is no snapshot of it.')
  const removable = await context.worktrees.removable(record)
  if (!removable.ok) return keep(removable.error.message, removable.error.paths)
  if ((await context.agents.left(record.id)).length > 0)
    return keep('Processes of its turns still run. End them first.')
  if (newest.leftOut.length > 0)
    return keep(
      'Its snapshot does not hold all of it.',
      newest.leftOut.map((left) => left.path),
    )
  const ignored = await context.worktrees.ignoredPaths(record)
  if (ignored === null)
    return request.ignored === 'keep'
      ? keep('Git can’t tell which ignored files it has, which no snapshot holds.')
      : { kept: null, ignored: ['git can’t tell which'] }
  if (ignored.length > 0 && request.ignored === 'keep')
    return keep('It has ignored files, which no snapshot holds. --delete-ignored deletes them too.', ignored)
  return { kept: null, ignored }
}

async function mountsBelow(folder: string): Promise<readonly Buffer[]> {
  const real = await realpath(folder).catch(() => null)
  return real === null ? [] : mountsIn(real)
}
