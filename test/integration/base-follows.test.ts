import { expect, test } from 'vitest'
import { unwrap } from '#shared/base/result.ts'
import type { Session } from '#shared/domain/session/session.ts'
import { openForEachTest, type OpenedRepository } from '#test/support/opened-repository.ts'
import type { TestRepository } from '#test/support/repository.ts'
import { TestWorkbench } from '#test/support/workbench.ts'

/** Agents that bring their target's newer commits into their own work. */
let folder: OpenedRepository['folder']
let repository: TestRepository
let workbench: TestWorkbench
let id: string

const lines = (changed: Readonly<Record<number, string>> = {}): string =>
  Array.from({ length: 40 }, (_, at) => `${changed[at + 1] ?? at + 1}\n`).join('')

openForEachTest(
  (made) => {
    made.commit('one', { a: lines(), other: 'o\n' })
  },
  (opened) => ({ folder, repository, workbench, id } = opened),
  () => workbench,
)

const agent = `sed -i 's/^20$/agent/' a; git commit -qam agent`

/** A session whose agent runs what it is asked for as a shell script. */
async function start(script: string): Promise<string> {
  const session = await workbench.task(id, 'eval "$WINNOW_PROMPT"', script, 'eval "$WINNOW_PROMPT"')
  await workbench.state(session, 'ready', 'failed')
  return session
}
async function goOn(session: string, text: string): Promise<void> {
  const { turns } = { turns: unwrap(await workbench.client.session.get({ session })).updatedSeq }
  unwrap(await workbench.client.session.followUp({ session, text }))
  await workbench.until(session, ({ state, updatedSeq }) => state === 'ready' && updatedSeq > turns)
}
const get = async (session: string): Promise<Session> =>
  unwrap(await workbench.client.session.get({ session }))
/** Each hunk by its path and first line, with what was decided. */
async function hunks(session: string): Promise<readonly string[]> {
  const { files } = unwrap(await workbench.client.changeset.get({ session }))
  return files.flatMap((file) =>
    file.hunks.map((hunk) => `${file.path}:${hunk.oldStart} ${hunk.decision ?? 'undecided'}`),
  )
}
const land = async (session: string): Promise<void> => {
  unwrap(await workbench.client.landing.land({ session, branch: 'main' }))
}

test.each([
  ['rebases onto', 'git rebase -q main'],
  ['merges', 'git merge -q -m merged main'],
])('an agent %s its target in its first turn: only its own hunks are to decide', async (_how, bring) => {
  const up = `(cd '${repository.path}' && sed -i 's/^3$/upstream/' a && echo o2 > other && git commit -qam up)`
  const session = await start(`${agent}; ${up}; ${bring}`)
  expect(await hunks(session)).toEqual(['a:20 undecided'])
  const { baseCommit, baseTree } = await get(session)
  expect(baseCommit).toBe(repository.git('rev-parse', 'main'))
  expect(baseTree).toBe(repository.tree('main'))
  expect(repository.git('rev-parse', `refs/winnow/${session}/base`)).toBe(baseCommit)
  await workbench.acceptAll(session)
  await land(session)
  expect(repository.git('show', 'main:a')).toBe(lines({ 3: 'upstream', 20: 'agent' }).trim())
})

test.each([
  ['a rebase', 'git rebase -q main'],
  ['a merge', 'git merge -q -m merged main'],
])('decisions stay with their hunks over %s in a later turn, also over a restart', async (_how, bring) => {
  const session = await start(`${agent}; sed -i 's/^30$/rejected/' a; git commit -qam second`)
  expect(await hunks(session)).toEqual(['a:20 undecided', 'a:30 undecided'])
  const { files } = unwrap(await workbench.client.changeset.get({ session }))
  const [first = '', second = ''] = files.flatMap((file) => file.hunks.map((hunk) => hunk.id))
  const decisions = [
    { hunk: first, verdict: 'accept' as const },
    { hunk: second, verdict: 'reject' as const },
  ]
  unwrap(await workbench.client.review.decide({ session, decisions }))
  repository.commit('up', { a: `zero\n${lines({ 3: 'upstream' })}`, other: 'o2\n', new: 'n\n' })
  await goOn(session, `${bring}; sed -i 's/^35$/third/' a; git commit -qam third`)
  const carried = ['a:21 accept', 'a:31 reject', 'a:36 undecided']
  expect(await hunks(session)).toEqual(carried)
  await workbench.end()
  workbench = await TestWorkbench.start(folder.path)
  expect(await hunks(session)).toEqual(carried)
  await land(session)
  expect(repository.git('show', 'main:a')).toBe(`zero\n${lines({ 3: 'upstream', 20: 'agent' })}`.trim())
})

test('after a landing, a rebase onto the target leaves what has not landed', async () => {
  const session = await start(agent)
  await workbench.acceptAll(session)
  repository.commit('meanwhile', { other: 'o2\n' })
  await land(session)
  repository.commit('later', { new: 'n\n' })
  await goOn(session, `git rebase -q main; sed -i 's/^30$/more/' a; git commit -qam more`)
  expect(await hunks(session)).toEqual(['a:30 undecided'])
  // What the landing changed is on the target, so that it can't be undone any more, and nothing of it is asked again.
  await workbench.acceptAll(session)
  await land(session)
  expect(repository.git('show', 'main:a')).toBe(lines({ 20: 'agent', 30: 'more' }).trim())
})

test('without a rebase a landing leaves the base as it was made', async () => {
  const session = await start(agent)
  await workbench.acceptAll(session)
  repository.commit('meanwhile', { other: 'o2\n' })
  await land(session)
  const landed = await get(session)
  await goOn(session, `sed -i 's/^30$/more/' a`)
  expect(await get(session)).toMatchObject({ baseCommit: landed.baseCommit, baseTree: landed.baseTree })
  expect(await hunks(session)).toEqual(['a:30 undecided'])
})

test('what the agent itself commits on its target stays to be seen', async () => {
  repository.git('checkout', '-q', '-b', 'elsewhere')
  const made = unwrap(
    await workbench.client.session.submit({
      tasks: [
        {
          repository: id,
          prompt: 'x',
          base: 'main',
          agent: { kind: 'command', command: `git checkout -q main; ${agent}` },
        },
      ],
    }),
  )
  const session = made.sessions[0] ?? ''
  await workbench.state(session, 'ready')
  expect(await hunks(session)).toEqual(['a:20 undecided'])
})

test('commits of a branch that is not the target are changes like any other', async () => {
  repository.git('checkout', '-q', '-b', 'other-branch')
  repository.commit('not on main', { other: 'o2\n' })
  repository.git('checkout', '-q', 'main')
  const session = await start(`${agent}; git merge -q -m merged other-branch`)
  expect(await hunks(session)).toEqual(['a:20 undecided', 'other:1 undecided'])
})
