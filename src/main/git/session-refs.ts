import { readdir, rm } from 'node:fs/promises'
import path from 'node:path'
import { ok, type Result } from '#shared/base/result.ts'
import { hiddenRoot, sessionRefs } from './hidden-ref.ts'
import { released } from './lock-file.ts'
import { moveHiddenRef } from './move-hidden-ref.ts'
import type { Objects } from './objects.ts'
import { readPlainFile } from './plain-file.ts'
import type { Git, GitFailure } from './run.ts'

/** The repository whose references are meant. */
export interface RefRepository {
  /** Any folder of the repository. */
  readonly folder: string
  /** The git folder that all its worktrees share, and its objects; null where they can't be read just now. */
  readonly commonDir: string | null
  readonly objects: Objects | null
}

/**
 * Keeps a commit or a tree from being collected, under one of the hidden references' names. Without a process where that is
 * possible: a person may start hundreds of tasks at once. `from` is what the reference is, as far as that is known.
 */
export async function keepObject(
  git: Git,
  repository: RefRepository,
  ref: string,
  oid: string,
  from: string | null = null,
): Promise<Result<null, GitFailure>> {
  const canBe = repository.commonDir !== null && (await canBeKept(repository.objects, oid))
  return moveHiddenRef((call) => git.run({ ...call, folder: repository.folder }), {
    commonDir: canBe ? repository.commonDir : null,
    ref,
    oid,
    purpose: 'keep an object for the session',
    from,
    // The base moves, and is in the revisions that are held against it; a checkpoint has those before it as ancestors.
    keeps: !/\/(?:base|steps-\d+)$/.test(ref),
  })
}

async function canBeKept(objects: Objects | null, oid: string): Promise<boolean> {
  const object = await objects?.read(oid)
  return object?.ok === true && (object.value?.type === 'commit' || object.value?.type === 'tree')
}

/**
 * Removes the locks that a killed process left at a session's references: they are this workbench's alone, and so are
 * their locks. One that is still held by a git that ends is waited for.
 */
export async function removeRefLocks(commonDir: string, session: string): Promise<void> {
  const folder = path.join(commonDir, sessionRefs(session))
  const names = await readdir(folder).catch(() => [])
  const locks = names.filter((name) => name.endsWith('.lock')).map((name) => path.join(folder, name))
  for (const lock of await released(locks)) await rm(lock, { force: true })
}

/** The hidden references of a session whose own file names nothing, as a power cut leaves it; git passes over them. */
export async function brokenRefs(commonDir: string, session: string): Promise<readonly string[]> {
  const names = await readdir(path.join(commonDir, sessionRefs(session))).catch(() => [])
  const broken: string[] = []
  for (const name of names) {
    if (name.endsWith('.lock')) continue
    const text = await readPlainFile(path.join(commonDir, sessionRefs(session), name), 1000)
    if (text !== null && !namesObject.test(text)) broken.push(sessionRefs(session) + name)
  }
  return broken
}

const namesObject = /^(?:[0-9a-f]{40}|[0-9a-f]{64}|ref:\s*\S+)\s*$/

/** A hidden reference, and what it names. */
export interface HeldRef {
  readonly ref: string
  readonly oid: string
}

/** The hidden references of a repository by session, also those of other data folders. */
export async function hiddenRefs(
  git: Git,
  folder: string,
): Promise<Result<ReadonlyMap<string, readonly HeldRef[]>, GitFailure>> {
  const listed = await git.text({
    purpose: 'list hidden references',
    folder,
    // A symbolic one is none of ours.
    args: ['for-each-ref', '--format=%(objectname) %(refname) %(symref)', hiddenRoot],
  })
  if (!listed.ok) return listed
  const bySession = new Map<string, HeldRef[]>()
  for (const line of listed.value.split('\n')) {
    const [oid = '', ref = '', symbolic = ''] = line.split(' ')
    const session = ref.split('/')[2]
    if (session === undefined || symbolic !== '') continue
    bySession.set(session, [...(bySession.get(session) ?? []), { ref, oid }])
  }
  return ok(bySession)
}

/**
 * Whether a reference keeps only what the session made: its base, its revisions and checkpoints, the bases that landings made. The others
 * keep what is the person's: entries taken off the stash, staged content that a landing moved away.
 */
export function keepsOwnWork({ ref }: HeldRef): boolean {
  return /\/(?:base|r\d+|landed-\d+|steps-\d+)(?:-[0-9a-f]{12})?$/.test(ref)
}

/** Removes references, all or none, each only while it is what it was. */
export async function removeRefs(
  git: Git,
  folder: string,
  refs: readonly HeldRef[],
): Promise<Result<null, GitFailure>> {
  const removed = await git.run({
    purpose: 'remove references of a session that is over',
    folder,
    args: ['update-ref', '--no-deref', '--stdin'],
    input: Buffer.from(refs.map(({ ref, oid }) => `delete ${ref} ${oid}\n`).join('')),
  })
  return removed.ok ? ok(null) : removed
}

/** Bytes of the objects that nothing but these references of a session keeps; null where git can't tell. */
export async function bytesKeptBy(
  git: Git,
  folder: string,
  session: string,
  refs: readonly HeldRef[],
): Promise<number | null> {
  const counted = await git.text({
    purpose: 'count what only a session keeps',
    folder,
    args: ['rev-list', '--objects', '--disk-usage', ...refs.map(({ oid }) => oid)].concat(
      ...['--not', `--exclude=${sessionRefs(session)}*`, '--all'],
    ),
  })
  return counted.ok && /^\d+$/.test(counted.value) ? Number(counted.value) : null
}

/** Removes every hidden reference of a session that was never made, and their locks. What can't be removed stays. */
export async function removeSessionRefs(
  git: Git,
  repository: Pick<RefRepository, 'folder' | 'commonDir'>,
  session: string,
): Promise<void> {
  if (repository.commonDir !== null) await removeRefLocks(repository.commonDir, session)
  const listed = await git.text({
    purpose: 'look for references of a session that was never made',
    folder: repository.folder,
    args: ['for-each-ref', '--format=delete %(refname)', sessionRefs(session)],
  })
  if (!listed.ok || listed.value === '') return
  await git.run({
    purpose: 'remove references of a session that was never made',
    folder: repository.folder,
    args: ['update-ref', '--no-deref', '--stdin'],
    input: Buffer.from(`${listed.value}\n`),
  })
}
