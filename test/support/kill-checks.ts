import { createHash } from 'node:crypto'
import { existsSync, lstatSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import type { LandingRecord } from '#shared/domain/landing/landing-record.ts'
import type { Session } from '#shared/domain/session/session.ts'
import { decisionsOf, type KillRun } from './kill-run.ts'
import { until } from './until.ts'

/** What the person has in the checkout and no landing concerns. */
export const personFiles = { 'mine.txt': 'changed by hand\n', 'note.txt': 'not tracked\n' }

/** Throws, naming everything that is not as it must be after a restart, once nothing runs any more. */
export async function checkAll(run: KillRun): Promise<void> {
  const sessions = await run.owner.client.session.list()
  checkCheckout(run, sessions)
  const applied = sessions.find((one) => activeLandings(one).at(-1)?.kind === 'checkout')
  if (applied) {
    await run.takeOut(applied)
    return checkAll(run)
  }
  fail('events', checkEvents(run))
  fail('sessions', await checkSessions(run, sessions))
  fail('landings', checkLandings(run, sessions))
  // Last: a repository's own folder is tidied when it is used for the first time.
  await until('nothing is left behind', () => leftBehind(run, sessions).length === 0, 60_000).catch(() =>
    fail('left behind', leftBehind(run, sessions)),
  )
  emptyAtLast.set(run, emptyFolders(run))
}

/** The empty folders around worktrees that the last check saw: a start removes them, so that none is there at the next. */
const emptyAtLast = new WeakMap<KillRun, readonly string[]>()

function emptyFolders({ owner }: KillRun): readonly string[] {
  const root = path.join(owner.home, 'worktrees')
  return list(root).filter((session) => list(path.join(root, session)).length === 0)
}

function fail(what: string, problems: readonly string[]): void {
  if (problems.length > 0) throw new Error(`${what}: ${problems.join('\n  ')}`)
}

function activeLandings(session: Session): readonly LandingRecord[] {
  return session.landings.filter((landing) => !landing.undone)
}

function checkEvents(run: KillRun): readonly string[] {
  const { count, last } = run.acknowledged.events
  const now = run.eventCount(last)
  return now.count === count
    ? []
    : [`${count} events up to ${last} were acknowledged, ${now.count} are there`]
}

async function checkSessions(run: KillRun, sessions: readonly Session[]): Promise<readonly string[]> {
  const problems: string[] = []
  const byId = new Map(sessions.map((one) => [one.id, one]))
  const refs = run.repository.git('for-each-ref', '--format=%(refname) %(objectname)', 'refs/winnow')
  const kept = new Map(refs.split('\n').map((line) => line.split(' ') as [string, string]))
  for (const [id, known] of run.acknowledged.sessions) {
    const session = byId.get(id)
    if (!session) {
      problems.push(`session ${id} is gone`)
      continue
    }
    if (session.state === 'failed') problems.push(`session ${id} failed: ${session.activity}`)
    for (const revision of session.revisions) {
      if (kept.get(`refs/winnow/${id}/r${revision.number}`) !== revision.commit)
        problems.push(`r${revision.number} of ${id} is not kept`)
    }
    const newest = session.revisions.at(-1)
    if (!newest) continue
    // No turn removes more than a few: a revision of half a worktree lacks almost all.
    if (run.repository.git('ls-tree', '-r', '--name-only', newest.tree).split('\n').length < 20)
      problems.push(`r${newest.number} of ${id} lost its files`)
    const changeset = await run.owner.client.changeset.get({ session: id })
    if (!changeset.ok) {
      problems.push(`the changeset of ${id}: ${changeset.error.message}`)
      continue
    }
    const now = decisionsOf(changeset.value)
    const same = (then: typeof now): boolean =>
      then.size === now.size && [...then].every(([hunk, verdict]) => now.get(hunk) === verdict)
    const { expected, maybe } = known
    const holds =
      maybe === 'anything' || (expected !== null && same(expected)) || (maybe !== null && same(maybe))
    if (!holds) problems.push(`decisions of ${id} are neither those acknowledged nor those asked for`)
    Object.assign(known, { expected: now, maybe: null })
    if (!expected || !same(expected)) known.history.length = 0
  }
  return problems
}

function checkLandings(run: KillRun, sessions: readonly Session[]): readonly string[] {
  const problems: string[] = []
  const records = new Map(
    sessions.flatMap((one) => one.landings.map((landing) => [landing.id, landing] as const)),
  )
  for (const [id, state] of run.acknowledged.landings) {
    const record = records.get(id)
    if (!record) problems.push(`landing ${id} is gone`)
    else if (state !== 'maybe' && record.undone !== (state === 'undone'))
      problems.push(`landing ${id} was ${state} and is ${record.undone ? 'undone' : 'landed'}`)
    if (record) run.acknowledged.landings.set(id, record.undone ? 'undone' : 'landed')
  }
  const first = run.repository.git('rev-list', '--max-parents=0', 'main')
  const landed = [...records.values()].filter((one) => !one.undone && one.kind === 'branch')
  for (const branch of ['main', 'side']) {
    const commits = run.repository.git('rev-list', branch, `^${first}`).split('\n').filter(Boolean)
    const expected = landed.filter((one) => one.target === branch).map((one) => one.commit ?? '')
    for (const commit of commits)
      if (!expected.includes(commit)) problems.push(`${branch} has ${commit}, of which no session knows`)
    for (const commit of expected)
      if (!commits.includes(commit)) problems.push(`${branch} lacks ${commit}, which landed`)
  }
  for (const one of landed.filter(({ target }) => target.startsWith('new-'))) {
    const tip = run.repository.git('for-each-ref', '--format=%(objectname)', `refs/heads/${one.target}`)
    if (tip !== one.commit) problems.push(`${one.target} is at ${tip}, landed was ${one.commit ?? ''}`)
  }
  return problems
}

/** The checkout has the files of its commit, or of what was put into it, and the person's own, and nothing else. */
function checkCheckout(run: KillRun, sessions: readonly Session[]): void {
  const problems: string[] = []
  const { repository } = run
  const applied = sessions.flatMap(activeLandings).find((one) => one.kind === 'checkout')
  const head = repository.tree('HEAD')
  const tree = applied?.tree ?? head
  const expected = new Map<string, string>()
  for (const line of repository.git('ls-tree', '-r', tree).split('\n')) {
    const [, , oid = '', name = ''] = /^(\S+) blob (\S+)\t(.*)$/.exec(line)?.map((part) => part) ?? []
    expected.set(name, oid)
  }
  for (const [name, content] of Object.entries(personFiles)) expected.set(name, blobId(Buffer.from(content)))
  const actual = new Map(
    filesBelow(repository.path)
      .filter((name) => !name.startsWith('.git/'))
      .map((name) => [name, blobId(readFileSync(path.join(repository.path, name)))]),
  )
  for (const [name, oid] of expected)
    if (actual.get(name) !== oid) problems.push(`${name} is ${actual.has(name) ? 'another' : 'missing'}`)
  for (const name of actual.keys()) if (!expected.has(name)) problems.push(`${name} is too many`)
  if (!existsSync(path.join(repository.path, '.git/index.lock'))) {
    const index = repository.git('write-tree')
    if (index !== head) problems.push(`the index is ${index}, HEAD ${head}`)
  }
  fail(applied ? 'the checkout with uncommitted changes' : 'the checkout', problems)
}

/** Worktrees, references, locks, processes and temporary files that belong to nobody. */
function leftBehind(run: KillRun, sessions: readonly Session[]): readonly string[] {
  const problems: string[] = []
  const { home } = run.owner
  const own = sessions.flatMap((one) => (one.worktree === null ? [] : [one.worktree]))
  const root = path.join(home, 'worktrees')
  for (const session of list(root)) {
    const names = list(path.join(root, session))
    const isWaitedFor = sessions.some(({ id, worktreeMissing }) => id === session && worktreeMissing)
    if (names.length === 0 && emptyAtLast.get(run)?.includes(session) && !isWaitedFor)
      problems.push(`an empty folder worktrees/${session}`)
    for (const name of names) {
      const folder = path.join(root, session, name)
      if (!own.includes(folder)) problems.push(`the worktree ${folder}`)
    }
  }
  // The test deletes one before a follow-up: if the kill comes between, it is said to be missing, and waited for.
  for (const { worktree, worktreeMissing } of sessions)
    if (worktree !== null && !existsSync(worktree) && !worktreeMissing)
      problems.push(`a session without its worktree ${worktree}, and it does not say so`)
  for (const one of sessions)
    if (one.discardedAt !== null && one.worktree !== null)
      problems.push(`${one.id} is discarded and has a worktree`)
  const listed = [...run.repository.git('worktree', 'list', '--porcelain').matchAll(/^worktree (.*)$/gm)]
  for (const [, folder = ''] of listed.slice(1))
    if (!own.includes(folder)) problems.push(`git knows the worktree ${folder}`)
  for (const folder of ['trash', 'temporary'])
    for (const name of list(path.join(home, folder))) problems.push(`${folder}/${name}`)
  for (const name of list(path.join(run.folder.path, 'tmp'))) problems.push(`the temporary file ${name}`)
  for (const name of filesBelow(home)) {
    if (name.startsWith('worktrees/') || name.startsWith('trash/')) continue
    const file = path.basename(name)
    if (/\.lock$|^index-|^prompt-|^instance\.json\./.test(file)) problems.push(`the file ${name}`)
  }
  for (const name of filesBelow(path.join(run.repository.path, '.git')))
    if (name.endsWith('.lock')) problems.push(`the lock .git/${name}`)
  const ids = new Map(sessions.map((one) => [one.id, one]))
  for (const ref of run.repository.git('for-each-ref', '--format=%(refname)', 'refs/winnow').split('\n')) {
    const [, , id = '', name = ''] = ref.split('/')
    if (ref && !ids.has(id)) problems.push(`the reference ${ref}`)
    const number = Number(/^r(\d+)$/.exec(name)?.[1] ?? 0)
    if (number > (ids.get(id)?.revisions.length ?? 0) + 1) problems.push(`the reference ${ref}`)
  }
  for (const { command } of run.owner.processes())
    // The watchers of killed agents take two seconds; the end of the run sees that they are gone too.
    if (!/kill-owner\.ts|cat-file|^sleep 2$|^\/bin\/sh -c trap : TERM/.test(command))
      problems.push(`the process ${command}`)
  return problems
}

function list(folder: string): readonly string[] {
  return existsSync(folder) ? readdirSync(folder) : []
}

function filesBelow(folder: string): readonly string[] {
  const found: string[] = []
  const look = (below: string): void => {
    for (const name of readdirSync(path.join(folder, below))) {
      const one = path.join(below, name)
      try {
        if (lstatSync(path.join(folder, one)).isDirectory()) look(one)
        else found.push(one)
      } catch {
        // It was removed meanwhile.
      }
    }
  }
  try {
    look('')
  } catch {
    // Removed while it was listed: the next look is right.
  }
  return found
}

function blobId(bytes: Uint8Array): string {
  return createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex')
}
