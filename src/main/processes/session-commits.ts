import { readSidesAs } from '#shared/diff/read-as.ts'
import { decodeLines } from '#shared/diff/text-encoding.ts'
import { err, ok, type Result } from '#shared/base/result.ts'
import type { SessionFailure } from '#shared/contract/session-failure.ts'
import type { ReadCommit, SessionCommit } from '#shared/domain/session/commit.ts'
import type { SessionRecord } from '#shared/domain/session/session-events.ts'
import type { Objects } from '../git/objects.ts'
import { describeGitFailure, type GitFailure } from '../git/run.ts'
import type { Repositories } from '../repositories/repositories.ts'
import type { SessionRegistry } from '../sessions/registry.ts'

interface Parts {
  readonly registry: SessionRegistry
  readonly repositories: Pick<Repositories, 'objects'>
}

const mostCommits = 500
const mostSubject = 500
const mostMessage = 20_000
/** Bytes of a patch that are read: more is no reading. */
const mostPatch = 400_000

/**
 * The commits from a session's base to its newest revision, the newest first, at most 500; `more` says that there are
 * others. The snapshot of what was not committed is none of them. They are read from the objects alone, so nothing of the
 * repository's configuration has a part in it.
 */
export async function listCommits(
  parts: Parts,
  session: string,
): Promise<Result<{ readonly commits: readonly SessionCommit[]; readonly more: boolean }, SessionFailure>> {
  const found = await objectsOf(parts, session)
  if (!found.ok) return found
  const { record, objects } = found.value
  const newest = record.revisions.at(-1)
  if (!newest) return ok({ commits: [], more: false })
  const listed = await objects.run({
    purpose: 'list the commits of a session',
    args: [
      'rev-list',
      '--topo-order',
      `--max-count=${mostCommits + 2}`,
      '--no-commit-header',
      '--encoding=UTF-8',
      '--format=%H%n%P%n%at%n%ae%n%an%n%s%x00',
      newest.commit,
      ...(record.baseCommit === '' ? [] : [`^${record.baseCommit}`]),
    ],
  })
  if (!listed.ok) return failed(listed.error)
  const commits = listed.value.stdout
    .toString('utf8')
    .split('\0')
    .flatMap((one): readonly SessionCommit[] => {
      const [commit = '', parents = '', at = '', email = '', author = '', subject = ''] = one
        .replace(/^\n/, '')
        .split('\n')
      if (commit === '' || (commit === newest.commit && email === 'winnow@localhost')) return []
      return [
        {
          commit,
          subject: subject.slice(0, mostSubject),
          author: author.slice(0, mostSubject),
          at: Number.isFinite(Number(at)) ? Number(at) * 1000 : 0,
          merge: parents.includes(' '),
        },
      ]
    })
  return ok({ commits: commits.slice(0, mostCommits), more: commits.length > mostCommits })
}

/** The message and the changes of a commit of a repository that a session is in. */
export async function readCommit(
  parts: Parts,
  session: string,
  commit: string,
): Promise<Result<ReadCommit, SessionFailure>> {
  const found = await objectsOf(parts, session)
  if (!found.ok) return found
  const { objects } = found.value
  const told = await objects.run({
    purpose: 'read a commit',
    args: ['rev-list', '--max-count=1', '--no-commit-header', '--encoding=UTF-8', '--format=%P%n%B', commit],
  })
  if (!told.ok) return failed(told.error)
  const [parents = '', ...message] = told.value.stdout.toString('utf8').split('\n')
  const [parent] = parents.split(' ')
  const patch = await patchOf(objects, parent === undefined || parent === '' ? null : parent, commit)
  if (!patch.ok) return failed(patch.error)
  return ok({ message: message.join('\n').trim().slice(0, mostMessage), ...patch.value })
}

async function patchOf(
  objects: Objects,
  parent: string | null,
  commit: string,
): Promise<Result<{ readonly patch: string; readonly cut: boolean }, GitFailure>> {
  const process = objects.start({
    purpose: 'read the changes of a commit',
    args: [
      ...['diff-tree', '-p', '-r', '-M', '--no-color', '--no-commit-id'],
      ...(parent === null ? ['--root', commit] : [parent, commit]),
      '--',
    ],
  })
  process.stdin.end()
  const chunks: Buffer[] = []
  let size = 0
  process.stdout.on('data', (chunk: Buffer) => {
    if (size < mostPatch) chunks.push(chunk)
    size += chunk.length
    // What is not shown need not be made.
    if (size >= mostPatch) process.kill()
  })
  const done = await process.done
  const cut = size > mostPatch
  if (!done.ok && size < mostPatch) return done
  return ok({ patch: readPatch(Buffer.concat(chunks).subarray(0, mostPatch)), cut })
}

/** A patch as text: what it says of each file is read in the encoding that this looks like. */
function readPatch(patch: Buffer): string {
  const head = '\ndiff --git '
  const parts: string[] = []
  for (let from = 0; from < patch.length;) {
    const next = patch.indexOf(head, from + 1)
    const to = next === -1 ? patch.length : next
    const part = patch.subarray(from, to)
    const [as] = readSidesAs([part])
    parts.push(decodeLines(part, as?.encoding ?? 'utf-8'))
    from = to
  }
  return parts.join('')
}

async function objectsOf(
  { registry, repositories }: Parts,
  session: string,
): Promise<Result<{ readonly record: SessionRecord; readonly objects: Objects }, SessionFailure>> {
  const record = registry.get(session)
  if (!record.ok) return record
  const objects = await repositories.objects(record.value.repository)
  if (!objects.ok) return err({ kind: 'repositoryGone', message: objects.error.message })
  return ok({ record: record.value, objects: objects.value })
}

function failed(error: GitFailure): Result<never, SessionFailure> {
  return err({
    kind: 'gitFailed',
    message: `${describeGitFailure(error)}. Nothing was changed.`,
    stderr: error.stderr,
  })
}
