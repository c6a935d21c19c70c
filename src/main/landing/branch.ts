import { err, ok, type Err, type Result } from '#shared/base/result.ts'
import type { LandingFailure } from '#shared/contract/landing.ts'
import type { Git, GitProcess } from '../git/run.ts'
import type { Identity } from '#shared/domain/landing/identity.ts'
import type { LandingSubject } from './dependencies.ts'
import { failure, gitFailed } from './failures.ts'
import { zeroId } from './tree-entries.ts'

export interface Branch {
  readonly name: string
  readonly ref: string
  /** null: it does not exist. */
  readonly tip: string | null
  /** The tree of that commit. */
  readonly tree: string | null
}

/** Looks a branch up by its short name. Fails for a name that git would not take or that could not be made. */
export async function findBranch(
  git: Git,
  subject: Pick<LandingSubject, 'repositoryPath'>,
  name: string,
): Promise<Result<Branch, LandingFailure>> {
  const ref = `refs/heads/${name}`
  const folder = subject.repositoryPath
  const refused = (why: string): Result<never, LandingFailure> =>
    failure('badBranch', `${why} Nothing was changed. Choose another name.`, { refs: [name] })
  if (name.startsWith('-') || name === 'HEAD' || name.startsWith('refs/') || name.includes('\0'))
    return refused(`“${name}” can't be the name of a branch.`)
  const parts = ref.split('/')
  const above = parts.slice(3).map((_, index) => parts.slice(0, index + 3).join('/'))
  const listed = await git.text({
    purpose: 'look up a branch',
    folder,
    args: [
      'for-each-ref',
      '--format=%(refname) %(objectname) %(objecttype) %(symref) %(tree)',
      ref,
      ...above,
    ],
  })
  if (!listed.ok) return gitFailed(listed.error)
  for (const line of listed.value.split('\n')) {
    const [found = '', oid = '', type = '', symbolic = '', tree = ''] = line.split(' ')
    if (found === ref) {
      if (symbolic) return refused(`${name} is only another name for ${symbolic}.`)
      if (type !== 'commit') return refused(`${name} does not point at a commit.`)
      return ok({ name, ref, tip: oid, tree })
    }
    if (found !== '' && (found.startsWith(`${ref}/`) || above.includes(found)))
      return refused(
        `${name} can't be made as long as there is a branch ${found.slice('refs/heads/'.length)}.`,
      )
  }
  // What exists has a name that git takes.
  const valid = await git.run({
    purpose: 'check the name of a branch',
    folder,
    args: ['check-ref-format', ref],
    accept: [0, 1],
  })
  if (!valid.ok) return gitFailed(valid.error)
  if (valid.value.exitCode !== 0) return refused(`“${name}” can't be the name of a branch.`)
  return ok({ name, ref, tip: null, tree: null })
}

/** What HEAD or the reference of this full name points at now; null if it does not exist. */
export async function readRef(
  git: Git,
  folder: string,
  ref: string,
): Promise<Result<string | null, LandingFailure>> {
  // What does not exist may be part of the name of what does, for which git's search for revisions would take it:
  // refs/tags/refs/heads/main.
  const args =
    ref === 'HEAD'
      ? ['rev-parse', '--verify', '--quiet', '--end-of-options', ref]
      : ['for-each-ref', '--format=%(objectname) %(refname)', ref]
  const value = await git.text({ purpose: 'read a reference', folder, args, accept: [0, 1] })
  if (!value.ok) return gitFailed(value.error)
  if (ref === 'HEAD') return ok(value.value === '' ? null : value.value)
  const line = value.value.split('\n').find((one) => one.endsWith(` ${ref}`))
  return ok(line === undefined ? null : (line.split(' ')[0] ?? null))
}

/** The failure for a branch that others moved meanwhile. */
export function targetMoved(name: string, stderr = ''): Err<LandingFailure> {
  return failure(
    'targetMoved',
    `${name} moved at the same moment. Nothing was changed. Look at what would land now, then try again.`,
    { refs: [name], stderr },
  )
}

/** Why a reference was not moved; `unsettled` when it can't be told whether it was. */
export interface MoveFailure {
  readonly failure: LandingFailure
  readonly unsettled: boolean
}

/** Starts the git that moves a reference, for where each millisecond counts. Ended without a move it does nothing. */
export function startMove(
  git: Git,
  move: { readonly folder: string; readonly why: string; readonly who: Identity },
): GitProcess {
  const started = git.start({
    purpose: 'move a branch',
    folder: move.folder,
    args: ['update-ref', '--no-deref', '-m', move.why, '-z', '--stdin'],
    env: { GIT_COMMITTER_NAME: move.who.name, GIT_COMMITTER_EMAIL: move.who.email },
  })
  started.atWork.rests()
  return started
}

/**
 * Moves a reference from `from` to `to` if it still is at `from` (null: absent). git does both under its own lock.
 * Fails with `targetMoved` when it is not. A git that fails may have moved it all the same: what the reference is then
 * decides. git moves it only when it is told to at the end: if this process is killed
 * before, a git that it leaves behind moves nothing.
 */
export async function moveRef(
  git: Git,
  subject: LandingSubject,
  move: {
    readonly ref: string
    readonly from: string | null
    readonly to: string | null
    /** The checkout whose HEAD's log shall show it, if the branch is checked out. */
    readonly folder: string
    readonly why: string
    readonly who: Identity
    /** Done when git has locked the reference and found it at `from`; nothing moves where that fails or throws. */
    readonly prepared?: () => Promise<Result<null, LandingFailure>>
    /** The git that `startMove` started for it. */
    readonly started?: GitProcess
  },
): Promise<Result<null, MoveFailure>> {
  const zero = zeroId(subject.objects)
  const process = move.started ?? startMove(git, move)
  process.atWork.works()
  process.stdin.write(`start\0update ${move.ref}\0${move.to ?? zero}\0${move.from ?? zero}\0prepare\0`)
  let said = ''
  const last: { done: Promise<Result<null, LandingFailure>> | null } = { done: null }
  process.stdout.setEncoding('utf8').on('data', (text: string) => {
    said += text
    if (last.done || !said.includes('prepare: ok\n')) return
    process.atWork.rests()
    last.done = (async () => (await move.prepared?.()) ?? ok(null))()
    const end = (what: 'commit' | 'abort'): void => {
      process.atWork.works()
      process.stdin.end(`${what}\0`)
    }
    last.done.then(
      (done) => end(done.ok ? 'commit' : 'abort'),
      () => end('abort'),
    )
  })
  const moved = await process.done
  const prepared = await last.done
  if (prepared?.ok === false) return err({ failure: prepared.error, unsettled: false })
  if (moved.ok) return ok(null)
  const now = await readRef(git, move.folder, move.ref)
  const name = move.ref.replace(/^refs\/heads\//, '')
  const { stderr } = moved.error
  if (!now.ok) {
    const message = `git failed while it moved ${name}, and it can't be told whether it did (${stderr.trim()}). No work is lost; start Winnow again to finish it.`
    return err({ failure: { kind: 'gitFailed', message, refs: [name], stderr }, unsettled: true })
  }
  if (now.value === move.to) return ok(null)
  const unmoved = now.value === move.from ? gitFailed(moved.error) : targetMoved(name, stderr)
  return err({ failure: unmoved.error, unsettled: false })
}
